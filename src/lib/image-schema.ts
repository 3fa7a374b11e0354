/** An image: where it is, how large, and what must stand with it. */
import { Type } from 'typebox'
import { Line, Text, WebAddress } from './scalars.ts'
import { closed, nullable } from './schema.ts'

/** An image of an article; sizes are in pixels. */
export const Image = closed({
  url: WebAddress('Address of the image.', 'https://www.qinghenews.example/media/haiyan-port.jpg'),
  width: nullable(Type.Integer({ minimum: 1, maximum: 100000, description: 'Width in pixels.', examples: [1200] })),
  height: nullable(Type.Integer({ minimum: 1, maximum: 100000, description: 'Height in pixels.', examples: [675] })),
  alt: nullable(Line('What the image shows, for those who cannot see it.', 'Cranes over the port of Haiyan', 1000)),
  caption: nullable(Text('Caption.', 'The port of Haiyan on Thursday.', 2000)),
  credit: nullable(Line('Who made it.', 'Photo: Zhou Min', 300)),
})
