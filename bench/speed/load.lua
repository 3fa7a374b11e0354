-- Sends the requests of a file in turn: a line for each, with its method, path, If-None-Match and body, divided by tabs.
-- Arguments: FILE, "once" or "again" (whether to stop after the last line), and milliseconds between the requests of a
-- connection. NUMBER in a body becomes the number of the request. At the end prints a line of JSON.
local formatted = {}
local patterns = {}
local count = 0
local once = false
local pause = 0

local function with_headers(more)
  local headers = {}
  for name, value in pairs(wrk.headers) do headers[name] = value end
  for name, value in pairs(more) do headers[name] = value end
  return headers
end

function init(args)
  once = args[2] == 'once'
  pause = tonumber(args[3] or '0')
  for line in io.lines(args[1]) do
    local method, path, tag, body = line:match('^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$')
    local more = {}
    if tag ~= '' then more['If-None-Match'] = tag end
    if body ~= '' then more['Content-Type'] = 'application/json' end
    if body:find('NUMBER', 1, true) then
      patterns[#formatted + 1] = { method = method, path = path, headers = with_headers(more), body = body }
    end
    formatted[#formatted + 1] = wrk.format(method, path, with_headers(more), body ~= '' and body or nil)
  end
  -- wrk looks for the function, not for what it answers.
  if pause > 0 then
    function delay() return pause end
  end
end

function request()
  local at = count % #formatted + 1
  count = count + 1
  if once and count == #formatted then
    -- wrk would wait until its time is over: who has started it hears this and interrupts it.
    wrk.thread:stop()
    io.stdout:write('over\n')
    io.stdout:flush()
  end
  local pattern = patterns[at]
  if pattern then
    return wrk.format(pattern.method, pattern.path, pattern.headers, (pattern.body:gsub('NUMBER', tostring(count))))
  end
  return formatted[at]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"microseconds":%d,"bytes":%d,"p50":%.1f,"p99":%.1f,"max":%.1f,' ..
      '"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect, errors.read, errors.write, errors.status, errors.timeout
  ))
end
