CREATE TABLE "article_references" (
	"target_id" text COLLATE "C" NOT NULL,
	"article_id" text COLLATE "C" NOT NULL,
	"scope" text COLLATE "C" NOT NULL,
	CONSTRAINT "article_references_target_id_article_id_scope_pk" PRIMARY KEY("target_id","article_id","scope")
);
--> statement-breakpoint
CREATE TABLE "articles" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"language" text COLLATE "C" NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"slug" text COLLATE "C" NOT NULL,
	"revision" bigint NOT NULL,
	"version" bigint NOT NULL,
	"writes" bigint NOT NULL,
	"title" text COLLATE "C" NOT NULL,
	"translation_of_id" text COLLATE "C",
	"cluster_id" text COLLATE "C" NOT NULL,
	"external_id" text COLLATE "C",
	"external_scope" text COLLATE "C",
	"first_published_at" text COLLATE "C",
	"published_at" text COLLATE "C",
	"updated_at" text COLLATE "C",
	"publish_at" text COLLATE "C",
	"embargo_until" text COLLATE "C",
	"due_at" text COLLATE "C",
	"expires_at" text COLLATE "C",
	"owner_id" text COLLATE "C",
	"created_at" text COLLATE "C" NOT NULL,
	"changed_at" text COLLATE "C" NOT NULL,
	"changed_by" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"at" text COLLATE "C" NOT NULL,
	"action" text COLLATE "C" NOT NULL,
	"resource" text COLLATE "C" NOT NULL,
	"resource_id" text COLLATE "C" NOT NULL,
	"from_state" text COLLATE "C",
	"to_state" text COLLATE "C",
	"from_revision" bigint,
	"to_revision" bigint,
	"key_id" text COLLATE "C",
	"key_name" text COLLATE "C",
	"editor_id" text COLLATE "C",
	"request_id" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "catalogue" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"resource" text COLLATE "C" NOT NULL,
	"slug" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"country" text COLLATE "C",
	"language" text COLLATE "C",
	"media_topic" text COLLATE "C",
	"parent_id" text COLLATE "C",
	"listed" boolean NOT NULL,
	"document" json NOT NULL,
	"revision" bigint NOT NULL,
	"created_at" text COLLATE "C" NOT NULL,
	"updated_at" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "corrections" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"article_id" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"notice" text COLLATE "C" NOT NULL,
	"blocks" json NOT NULL,
	"at" text COLLATE "C" NOT NULL,
	"by" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "editions" (
	"article_id" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL,
	"revision" bigint NOT NULL,
	"shown_from" text COLLATE "C" NOT NULL,
	"shown_until" text COLLATE "C",
	"live" json NOT NULL,
	CONSTRAINT "editions_article_id_version_pk" PRIMARY KEY("article_id","version")
);
--> statement-breakpoint
CREATE TABLE "idempotent_requests" (
	"scope" text COLLATE "C" PRIMARY KEY NOT NULL,
	"fingerprint" text COLLATE "C" NOT NULL,
	"started_at" text COLLATE "C" NOT NULL,
	"answer" json
);
--> statement-breakpoint
CREATE TABLE "keys" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"role" text COLLATE "C" NOT NULL,
	"secret_hash" text COLLATE "C" NOT NULL,
	"editor_id" text COLLATE "C",
	"created_at" text COLLATE "C" NOT NULL,
	"expires_at" text COLLATE "C",
	"revoked_at" text COLLATE "C",
	"former_secret_hash" text COLLATE "C",
	"former_valid_until" text COLLATE "C",
	"revision" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "live_articles" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"language" text COLLATE "C" NOT NULL,
	"slug" text COLLATE "C" NOT NULL,
	"title_key" text COLLATE "C" NOT NULL,
	"published_at" text COLLATE "C" NOT NULL,
	"updated_at" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL,
	"source_id" text COLLATE "C" NOT NULL,
	"editor_id" text COLLATE "C",
	"cluster_id" text COLLATE "C" NOT NULL,
	"translation_of_id" text COLLATE "C",
	"document" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "live_bodies" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"blocks" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "live_tags" (
	"tag_id" text COLLATE "C" NOT NULL,
	"published_at" text COLLATE "C" NOT NULL,
	"article_id" text COLLATE "C" NOT NULL,
	CONSTRAINT "live_tags_tag_id_published_at_article_id_pk" PRIMARY KEY("tag_id","published_at","article_id")
);
--> statement-breakpoint
CREATE TABLE "printed_names" (
	"resource" text COLLATE "C" NOT NULL,
	"name_key" text COLLATE "C" NOT NULL,
	"target_id" text COLLATE "C" NOT NULL,
	CONSTRAINT "printed_names_resource_name_key_target_id_pk" PRIMARY KEY("resource","name_key","target_id")
);
--> statement-breakpoint
CREATE TABLE "provenance" (
	"article_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"content_hash" text COLLATE "C" NOT NULL,
	"fields" json NOT NULL,
	"imported_at" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "related_links" (
	"article_id" text COLLATE "C" NOT NULL,
	"position" bigint NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"language" text COLLATE "C" NOT NULL,
	"target_id" text COLLATE "C",
	"url" text COLLATE "C",
	"title" text COLLATE "C",
	"unresolved_key" text COLLATE "C",
	CONSTRAINT "related_links_article_id_position_pk" PRIMARY KEY("article_id","position")
);
--> statement-breakpoint
CREATE TABLE "revisions" (
	"article_id" text COLLATE "C" NOT NULL,
	"revision" bigint NOT NULL,
	"document" json NOT NULL,
	"saved_at" text COLLATE "C" NOT NULL,
	"saved_by" text COLLATE "C",
	CONSTRAINT "revisions_article_id_revision_pk" PRIMARY KEY("article_id","revision")
);
--> statement-breakpoint
CREATE TABLE "site" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"document" json NOT NULL,
	"revision" bigint NOT NULL,
	"created_at" text COLLATE "C" NOT NULL,
	"updated_at" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slugs" (
	"language" text COLLATE "C" NOT NULL,
	"slug" text COLLATE "C" NOT NULL,
	"article_id" text COLLATE "C" NOT NULL,
	CONSTRAINT "slugs_language_slug_pk" PRIMARY KEY("language","slug")
);
--> statement-breakpoint
CREATE TABLE "withdrawals" (
	"article_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"reason" text COLLATE "C" NOT NULL,
	"internal_reason" text COLLATE "C",
	"replacement_id" text COLLATE "C",
	"at" text COLLATE "C" NOT NULL,
	"by" text COLLATE "C"
);
--> statement-breakpoint
CREATE INDEX "article_references_article" ON "article_references" USING btree ("article_id","scope");--> statement-breakpoint
CREATE INDEX "articles_changed" ON "articles" USING btree ("changed_at","id");--> statement-breakpoint
CREATE INDEX "articles_state" ON "articles" USING btree ("state","changed_at","id");--> statement-breakpoint
CREATE INDEX "articles_cluster" ON "articles" USING btree ("cluster_id");--> statement-breakpoint
CREATE INDEX "articles_due" ON "articles" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "articles_expires" ON "articles" USING btree ("state","expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "articles_external" ON "articles" USING btree ("external_scope","external_id");--> statement-breakpoint
CREATE INDEX "audit_resource" ON "audit" USING btree ("resource_id","id");--> statement-breakpoint
CREATE INDEX "audit_key" ON "audit" USING btree ("key_id","id");--> statement-breakpoint
CREATE INDEX "audit_action" ON "audit" USING btree ("action","id");--> statement-breakpoint
CREATE UNIQUE INDEX "catalogue_slug" ON "catalogue" USING btree ("resource","slug");--> statement-breakpoint
CREATE INDEX "catalogue_parent" ON "catalogue" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "corrections_article" ON "corrections" USING btree ("article_id","version");--> statement-breakpoint
CREATE INDEX "idempotent_requests_started" ON "idempotent_requests" USING btree ("started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "keys_secret" ON "keys" USING btree ("secret_hash");--> statement-breakpoint
CREATE INDEX "keys_former_secret" ON "keys" USING btree ("former_secret_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "live_articles_slug" ON "live_articles" USING btree ("language","slug");--> statement-breakpoint
CREATE INDEX "live_articles_published" ON "live_articles" USING btree ("published_at","id");--> statement-breakpoint
CREATE INDEX "live_articles_updated" ON "live_articles" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "live_articles_language" ON "live_articles" USING btree ("language","published_at","id");--> statement-breakpoint
CREATE INDEX "live_articles_source" ON "live_articles" USING btree ("source_id","published_at","id");--> statement-breakpoint
CREATE INDEX "live_articles_editor" ON "live_articles" USING btree ("editor_id","published_at","id");--> statement-breakpoint
CREATE INDEX "live_articles_cluster" ON "live_articles" USING btree ("cluster_id");--> statement-breakpoint
CREATE INDEX "live_articles_title" ON "live_articles" USING btree ("language","title_key");--> statement-breakpoint
CREATE INDEX "live_tags_article" ON "live_tags" USING btree ("article_id");--> statement-breakpoint
CREATE INDEX "printed_names_target" ON "printed_names" USING btree ("target_id");--> statement-breakpoint
CREATE INDEX "related_links_target" ON "related_links" USING btree ("target_id");--> statement-breakpoint
CREATE INDEX "related_links_unresolved" ON "related_links" USING btree ("language","unresolved_key","article_id");--> statement-breakpoint
CREATE INDEX "slugs_article" ON "slugs" USING btree ("article_id");