CREATE TABLE "changes" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" text COLLATE "C" NOT NULL,
	"resource" text COLLATE "C" NOT NULL,
	"resource_id" text COLLATE "C" NOT NULL,
	"type" text COLLATE "C" NOT NULL,
	"version" bigint,
	"former_seq" bigint NOT NULL,
	"before" json,
	"after" json,
	"digest" text COLLATE "C" NOT NULL,
	"count" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"subscription_id" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"prev_seq" bigint NOT NULL,
	"lane" text COLLATE "C" NOT NULL,
	"document" json NOT NULL,
	"state" text COLLATE "C" NOT NULL,
	"attempts" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"created_at" text COLLATE "C" NOT NULL,
	"ended_at" text COLLATE "C"
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"delivery_id" text COLLATE "C" NOT NULL,
	"subscription_id" text COLLATE "C" NOT NULL,
	"at" text COLLATE "C" NOT NULL,
	"status" bigint,
	"excerpt" text COLLATE "C" NOT NULL,
	"milliseconds" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "partner_positions" (
	"key_id" text COLLATE "C" NOT NULL,
	"channel" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"at" text COLLATE "C" NOT NULL,
	CONSTRAINT "partner_positions_key_id_channel_pk" PRIMARY KEY("key_id","channel")
);
--> statement-breakpoint
CREATE TABLE "partner_reads" (
	"article_id" text COLLATE "C" NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"version" bigint NOT NULL,
	"first_at" text COLLATE "C" NOT NULL,
	"last_at" text COLLATE "C" NOT NULL,
	CONSTRAINT "partner_reads_article_id_key_id_pk" PRIMARY KEY("article_id","key_id")
);
--> statement-breakpoint
CREATE TABLE "partner_snapshots" (
	"key_id" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"head" bigint NOT NULL,
	CONSTRAINT "partner_snapshots_key_id_seq_pk" PRIMARY KEY("key_id","seq")
);
--> statement-breakpoint
CREATE TABLE "partner_usage" (
	"key_id" text COLLATE "C" NOT NULL,
	"day" text COLLATE "C" NOT NULL,
	"format" text COLLATE "C" NOT NULL,
	"requests" bigint NOT NULL,
	"articles" bigint NOT NULL,
	"last_at" text COLLATE "C" NOT NULL,
	CONSTRAINT "partner_usage_key_id_day_format_pk" PRIMARY KEY("key_id","day","format")
);
--> statement-breakpoint
CREATE TABLE "profiles" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"document" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recall_receipts" (
	"recall_id" text COLLATE "C" NOT NULL,
	"key_id" text COLLATE "C" NOT NULL,
	"had" text COLLATE "C" NOT NULL,
	"delivered_at" text COLLATE "C",
	"delivered_by" text COLLATE "C",
	"acknowledged_at" text COLLATE "C",
	"note" text COLLATE "C",
	CONSTRAINT "recall_receipts_recall_id_key_id_pk" PRIMARY KEY("recall_id","key_id")
);
--> statement-breakpoint
CREATE TABLE "recalls" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"article_id" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"seq" bigint NOT NULL,
	"version" bigint NOT NULL,
	"opened_at" text COLLATE "C" NOT NULL,
	"due_at" text COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"key_id" text COLLATE "C",
	"url" text COLLATE "C" NOT NULL,
	"topic" text COLLATE "C",
	"types" json,
	"secret" text COLLATE "C",
	"former_secret" text COLLATE "C",
	"former_secret_until" text COLLATE "C",
	"state" text COLLATE "C" NOT NULL,
	"state_reason" text COLLATE "C",
	"position" text COLLATE "C" NOT NULL,
	"last_seq" bigint NOT NULL,
	"delivered_at" text COLLATE "C",
	"expires_at" text COLLATE "C",
	"created_at" text COLLATE "C" NOT NULL,
	"revision" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "live_articles" ADD COLUMN "expires_at" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "live_articles" ADD COLUMN "rights_end_at" text COLLATE "C";--> statement-breakpoint
CREATE INDEX "changes_resource" ON "changes" USING btree ("resource","resource_id","seq");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("state","due_at","subscription_id");--> statement-breakpoint
CREATE INDEX "deliveries_listed" ON "deliveries" USING btree ("subscription_id","id");--> statement-breakpoint
CREATE INDEX "deliveries_subscription" ON "deliveries" USING btree ("subscription_id","state","id");--> statement-breakpoint
CREATE INDEX "deliveries_lane" ON "deliveries" USING btree ("subscription_id","lane","state","seq");--> statement-breakpoint
CREATE INDEX "deliveries_seq" ON "deliveries" USING btree ("subscription_id","seq");--> statement-breakpoint
CREATE INDEX "delivery_attempts_delivery" ON "delivery_attempts" USING btree ("delivery_id","id");--> statement-breakpoint
CREATE INDEX "delivery_attempts_subscription" ON "delivery_attempts" USING btree ("subscription_id","id");--> statement-breakpoint
CREATE INDEX "recall_receipts_key" ON "recall_receipts" USING btree ("key_id","recall_id");--> statement-breakpoint
CREATE INDEX "recall_receipts_undelivered" ON "recall_receipts" USING btree ("key_id","delivered_at");--> statement-breakpoint
CREATE INDEX "recalls_article" ON "recalls" USING btree ("article_id");--> statement-breakpoint
CREATE INDEX "recalls_seq" ON "recalls" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "subscriptions_key" ON "subscriptions" USING btree ("key_id","id");--> statement-breakpoint
CREATE INDEX "subscriptions_state" ON "subscriptions" USING btree ("kind","state");--> statement-breakpoint
CREATE INDEX "subscriptions_url" ON "subscriptions" USING btree ("kind","topic","url");--> statement-breakpoint
CREATE INDEX "live_articles_rights" ON "live_articles" USING btree ("rights_end_at");