package dev.sealkeep.service.activation;

import dev.sealkeep.service.http.Delivery;
import dev.sealkeep.service.http.Reply;
import dev.sealkeep.service.http.WorkerPool;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /v1/activations}, on a worker: it checks signatures and encrypts to a TPM. */
public final class ActivationHandler implements Handler<RoutingContext> {
  private final ActivationDesk desk;
  private final WorkerPool workers;

  /** A handler over these parts. */
  public ActivationHandler(ActivationDesk desk, WorkerPool workers) {
    this.desk = desk;
    this.workers = workers;
  }

  @Override
  public void handle(RoutingContext request) {
    Buffer body = request.body().buffer();
    byte[] bytes = body == null ? new byte[0] : body.getBytes();
    Delivery.of(
        request,
        workers.submit(() -> desk.answer(bytes)),
        answer -> Reply.bytes(request, 200, "application/json", Buffer.buffer(answer.encode())),
        failure -> Reply.failure(request, failure));
  }
}
