import type { Commands } from "@docket/command-api";
import type { EventStore, Position, StoredEvent } from "@docket/event-sourcing";
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Tracer,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace";
import { hash } from "node:crypto";
import { z } from "zod";

/**
 * The way of a command through all processes, as one trace. No context travels with an event: every process makes the
 * trace's id from the correlation id that the event carries anyhow, and therefore the same one.
 */
export interface Tracing {
  readonly tracingCommands: (commands: Commands) => Commands;
  /**
   * A store whose reader ends, with `handled`, a span of this name for each event that it has read; with `passed` none, for
   * what it has read up to there to another end.
   */
  readonly following: <Store extends Pick<EventStore, "readAll">>(
    store: Store,
    name: string,
  ) => {
    readonly store: Store;
    readonly handled: (place: Position) => void;
    readonly passed: (place: Position) => void;
  };
  /** Sends what was not sent yet. */
  readonly end: () => Promise<void>;
}

const ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

/** As OpenTelemetry's own variables say: nothing is traced without an endpoint. */
export function tracingOf(variables: NodeJS.ProcessEnv, roles: string): Tracing {
  if (variables[ENDPOINT] === undefined) return untraced;
  const ratio = Number(variables["OTEL_TRACES_SAMPLER_ARG"] ?? 1);
  return createTracing(roles, ratio, new BatchSpanProcessor({ exporter: new OTLPTraceExporter() }));
}

const untraced: Tracing = {
  tracingCommands: (commands) => commands,
  following: (store) => ({ store, handled: () => {}, passed: () => {} }),
  end: () => Promise.resolve(),
};

/** @param ratio of the traces that are kept: the same ones in every process */
export function createTracing(roles: string, ratio: number, processor: SpanProcessor): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "docket", "docket.roles": roles }),
    sampler: new TraceIdRatioBasedSampler(ratio),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer("docket");
  return {
    tracingCommands: (commands) => ({
      ...commands,
      async handle(command, options) {
        const { commandId, correlationId = commandId } = command;
        const attributes = { "docket.command": command.type };
        const kind = SpanKind.SERVER;
        const span = tracer.startSpan("command", { kind, attributes }, traceOf(correlationId));
        try {
          const result = await commands.handle(command, options);
          if (!result.accepted) span.setAttribute("docket.refusal", result.refusal.code);
          return result;
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      },
    }),
    following: (store, name) => followed(tracer, store, name),
    end: () => provider.shutdown(),
  };
}

function followed<Store extends Pick<EventStore, "readAll">>(
  tracer: Tracer,
  store: Store,
  name: string,
) {
  let read: { readonly event: StoredEvent; readonly at: number }[] = [];
  const following: Store = {
    ...store,
    async readAll(options: Parameters<EventStore["readAll"]>[0]) {
      const page = await store.readAll(options);
      const at = Date.now();
      // What is read again, after a failure, begins again.
      const from = page[0]?.position;
      const last = read.at(-1)?.event.position;
      if (from !== undefined && last !== undefined && from <= last) {
        read = read.filter(({ event }) => event.position < from);
      }
      for (const event of page) read.push({ event, at });
      return page;
    },
  };
  const passed = (place: Position): void => {
    read = read.filter(({ event }) => event.position > place);
  };
  return {
    store: following,
    passed,
    handled(place: Position) {
      const now = Date.now();
      for (const { event, at } of read) {
        if (event.position > place) continue;
        const attributes = { "docket.event": event.type, "docket.revision": event.revision };
        const context = traceOf(correlationOf(event));
        tracer.startSpan(name, { startTime: at, attributes }, context).end(now);
      }
      passed(place);
    },
  };
}

const metadata = z.object({ correlationId: z.string() });

/** An event that cannot be read is traced as itself. */
function correlationOf({ id, metadata: text }: StoredEvent): string {
  try {
    return metadata.parse(JSON.parse(text)).correlationId;
  } catch {
    return id;
  }
}

/** All that came of one occasion, under the id that every process works out alike. */
function traceOf(correlationId: string): Context {
  const digest = hash("sha256", correlationId);
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: digest.slice(0, 32),
    spanId: digest.slice(32, 48),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}
