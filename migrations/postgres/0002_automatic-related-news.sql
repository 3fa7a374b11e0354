CREATE TABLE "related_postings" (
	"number" bigint NOT NULL,
	"ordinal" bigint NOT NULL,
	CONSTRAINT "related_postings_number_ordinal_pk" PRIMARY KEY("number","ordinal")
);
--> statement-breakpoint
CREATE TABLE "related_samples" (
	"language" text COLLATE "C" NOT NULL,
	"rank" bigint NOT NULL,
	"ordinal" bigint NOT NULL,
	"terms" text COLLATE "C" NOT NULL,
	CONSTRAINT "related_samples_language_rank_ordinal_pk" PRIMARY KEY("language","rank","ordinal")
);
--> statement-breakpoint
CREATE TABLE "related_statistics" (
	"language" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" text COLLATE "C" NOT NULL,
	"articles" bigint NOT NULL,
	"below_rank" bigint NOT NULL,
	"terms" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "related_vectors" (
	"ordinal" bigint PRIMARY KEY NOT NULL,
	"terms" text COLLATE "C" NOT NULL,
	"shingles" bigint NOT NULL,
	"sketch" text COLLATE "C" NOT NULL,
	"filed" text COLLATE "C" NOT NULL
);
