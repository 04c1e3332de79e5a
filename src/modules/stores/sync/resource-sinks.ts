import { Injectable } from '@nestjs/common';
import { ResourceSinks, type ResourceSink, type SyncResource } from '../stores.api.js';

/** The sinks that the owning modules registered. */
@Injectable()
export class RegisteredSinks extends ResourceSinks {
  private readonly sinks = new Map<SyncResource, ResourceSink>();

  override register(sink: ResourceSink): void {
    if (this.sinks.has(sink.resource)) throw new Error(`Two sinks take ${sink.resource}`);
    this.sinks.set(sink.resource, sink);
  }

  get(resource: SyncResource): ResourceSink {
    const sink = this.sinks.get(resource);
    if (!sink) throw new Error(`No module takes ${resource}`);
    return sink;
  }
}
