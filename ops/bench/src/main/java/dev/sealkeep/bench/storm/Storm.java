package dev.sealkeep.bench.storm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealkeep.agent.exchange.Backoff;
import dev.sealkeep.agent.exchange.ReleaseExchange;
import dev.sealkeep.bench.releases.Estate;
import dev.sealkeep.bench.releases.Exchange;
import dev.sealkeep.bench.releases.Load;
import dev.sealkeep.bench.releases.ServerProcess;
import dev.sealkeep.protocol.message.ProblemDocument;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.simulator.SnpGuest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Guests that boot. Each connects, asks for a challenge, makes evidence over it, asks for its key,
 * and is gone; whoever is refused waits as the agent does, and longer if it is told to, and tries
 * the next node, with the request that was shed if its challenge is fresh. Where there is but one,
 * it keeps its connection meanwhile, as the agent's HTTP client does. No more connections are open
 * at a time than the machine allows; a guest that waits for its turn counts as booting all the
 * same.
 */
final class Storm implements AutoCloseable {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);
  private static final int CHECKED_OF = 64;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** Made to cost little, for guests share the processors with the server. */
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(PROCESSORS));

  /** Makes evidence and checks answers, which takes a guest longer than an event loop may. */
  private final WorkerExecutor processors = vertx.createSharedWorkerExecutor("guests", PROCESSORS);

  private final List<Endpoint> endpoints = new ArrayList<>();
  private final Estate.Pins pins;
  private final List<Exchange> machines;
  private final int sockets;

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int open;

  private record Endpoint(HttpClientAgent client, URI url) {}

  Storm(List<ServerProcess> servers, Estate.Pins pins, List<SnpGuest> machines, int sockets) {
    this.pins = pins;
    this.machines = machines.stream().map(Exchange::new).toList();
    this.sockets = sockets;
    for (ServerProcess server : servers) {
      HttpClientOptions options =
          Load.tls(server).setConnectTimeout((int) REQUEST_TIMEOUT.toMillis());
      endpoints.add(new Endpoint(vertx.createHttpClient(options), URI.create(server.url())));
    }
  }

  /** Lets so many guests boot at once and waits until each has its key or has given up. */
  Tally run(int guests, Duration limit) throws InterruptedException {
    return run(guests, Duration.ZERO, limit);
  }

  /**
   * Lets so many guests boot, one every {@code apart}, however long those before take; each has
   * {@code limit} for itself.
   */
  Tally run(int guests, Duration apart, Duration limit) throws InterruptedException {
    Tally tally = new Tally(guests);
    CountDownLatch left = new CountDownLatch(guests);
    long begun = System.nanoTime();
    for (int i = 0; i < guests; i++) {
      long due = begun + i * apart.toNanos();
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(early);
      }
      new Guest(i, due, limit.toNanos(), tally, left).attempt();
    }
    if (!left.await(limit.toSeconds() + 2 * REQUEST_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(left.getCount() + " guests neither have a key nor gave up");
    }
    return tally;
  }

  /** Runs {@code connecting} once a connection may be opened. */
  private void whenThereIsRoom(Runnable connecting) {
    synchronized (waiting) {
      if (open >= sockets) {
        waiting.add(connecting);
        return;
      }
      open++;
    }
    connecting.run();
  }

  private <T> Future<T> onProcessor(Callable<T> work) {
    Promise<T> done = Promise.promise();
    Future<?> _ =
        processors
            .executeBlocking(
                () -> {
                  done.complete(work.call());
                  return true;
                },
                false)
            .onFailure(done::tryFail);
    return done.future();
  }

  private void closed() {
    Runnable next;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        open--;
        return;
      }
    }
    next.run();
  }

  /** The answer was not 200. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Duration retryAfter;
    private final boolean shed;

    RefusedException(String how, Duration retryAfter, boolean shed) {
      super(how, null, false, false);
      this.retryAfter = retryAfter;
      this.shed = shed;
    }
  }

  /** A request, and when its challenge was asked for. */
  @SuppressWarnings("ArrayRecordComponent") // never compared by equals
  private record Pending(Exchange.Prepared prepared, byte[] body, long asked) {}

  /** One guest, from power-on to its key. */
  private final class Guest {
    private final int number;
    private final long begun;
    private final long limitNanos;
    private final Tally tally;
    private final CountDownLatch left;
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicReference<@Nullable HttpClientConnection> kept = new AtomicReference<>();
    private final AtomicReference<@Nullable Pending> shed = new AtomicReference<>();
    private final Backoff backoff = new Backoff(new SplittableRandom());

    Guest(int number, long begun, long limitNanos, Tally tally, CountDownLatch left) {
      this.number = number;
      this.begun = begun;
      this.limitNanos = limitNanos;
      this.tally = tally;
      this.left = left;
    }

    void attempt() {
      HttpClientConnection open = kept.getAndSet(null);
      if (open != null) {
        converse(open);
        return;
      }
      Endpoint node = endpoints.get((number + attempts.getAndIncrement()) % endpoints.size());
      whenThereIsRoom(
          () -> {
            Future<HttpClientConnection> _ =
                node.client()
                    .connect(
                        new HttpConnectOptions()
                            .setHost(node.url().getHost())
                            .setPort(node.url().getPort())
                            .setSsl(true))
                    .onFailure(
                        failure -> {
                          closed();
                          conclude(failure);
                        })
                    .onSuccess(
                        connection -> {
                          connection.closeHandler(
                              _ -> {
                                kept.compareAndSet(connection, null);
                                closed();
                              });
                          converse(connection);
                        });
          });
    }

    private void converse(HttpClientConnection connection) {
      Future<Boolean> _ =
          exchange(connection)
              .onComplete(
                  ended -> {
                    if (ended.cause() instanceof RefusedException && endpoints.size() == 1) {
                      kept.set(connection);
                    } else {
                      Future<Void> _ = connection.close();
                    }
                    conclude(ended.cause());
                  });
    }

    private Future<Boolean> exchange(HttpClientConnection connection) {
      Exchange machine = machines.get(number % machines.size());
      return pending(connection, machine)
          .compose(
              pending ->
                  send(connection, "/v1/releases", pending.body())
                      .onFailure(
                          failure -> {
                            if (failure instanceof RefusedException refused && refused.shed) {
                              shed.set(pending);
                            }
                          })
                      .compose(answer -> checked(machine, pending.prepared(), answer)));
    }

    private Future<Pending> pending(HttpClientConnection connection, Exchange machine) {
      Pending again = shed.getAndSet(null);
      long now = System.nanoTime();
      if (again != null && now - again.asked() < ReleaseExchange.FRESH.toNanos()) {
        return Future.succeededFuture(again);
      }
      return send(connection, "/v1/challenges", "{}".getBytes(UTF_8))
          .compose(
              challenge ->
                  onProcessor(
                      () -> {
                        Exchange.Prepared prepared =
                            machine.prepare(challenge, Estate.key(number, Estate.KEYS));
                        return new Pending(prepared, prepared.request().encode(), now);
                      }));
    }

    private Future<Boolean> checked(Exchange machine, Exchange.Prepared prepared, byte[] answer) {
      tally.released(System.nanoTime() - begun);
      if (number % CHECKED_OF != 0) {
        return Future.succeededFuture(true);
      }
      return onProcessor(
          () -> {
            machine.check(prepared, answer, pins);
            return true;
          });
    }

    private void conclude(Throwable failure) {
      if (failure == null) {
        left.countDown();
        return;
      }
      tally.setback(describe(failure));
      long pause = backoff.next().toMillis();
      if (failure instanceof RefusedException refused) {
        pause = Math.max(pause, refused.retryAfter.toMillis());
      }
      if (System.nanoTime() - begun + pause * 1_000_000 > limitNanos) {
        tally.lost();
        HttpClientConnection open = kept.getAndSet(null);
        if (open != null) {
          Future<Void> _ = open.close();
        }
        left.countDown();
        return;
      }
      long _ = vertx.setTimer(Math.max(1, pause), timer -> attempt());
    }
  }

  private static String describe(Throwable failure) {
    return failure instanceof RefusedException refused
        ? String.valueOf(refused.getMessage())
        : failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }

  private static Future<byte[]> send(HttpClientConnection connection, String path, byte[] body) {
    Promise<byte[]> answer = Promise.promise();
    Future<HttpClientRequest> _ =
        connection
            .request(new RequestOptions().setMethod(HttpMethod.POST).setURI(path))
            .onFailure(answer::tryFail)
            .onSuccess(
                request -> {
                  request.putHeader("content-type", "application/json");
                  request.idleTimeout(REQUEST_TIMEOUT.toMillis());
                  Future<Buffer> _ =
                      request
                          .send(Buffer.buffer(body))
                          .compose(
                              response ->
                                  response
                                      .body()
                                      .map(
                                          whole -> {
                                            if (response.statusCode() != 200) {
                                              throw refused(path, response, whole);
                                            }
                                            return whole;
                                          }))
                          .onFailure(answer::tryFail)
                          .onSuccess(whole -> answer.tryComplete(whole.getBytes()));
                });
    return answer.future();
  }

  private static RefusedException refused(String path, HttpClientResponse response, Buffer whole) {
    Optional<ProblemDocument> problem = ProblemDocument.parse(whole.getBytes()).toOptional();
    return new RefusedException(
        path + ": " + response.statusCode(),
        retryAfter(response.getHeader("retry-after")),
        problem.filter(shed -> shed.code().equals(Problem.Kind.OVERLOADED.code())).isPresent());
  }

  private static Duration retryAfter(@Nullable String seconds) {
    return seconds != null && seconds.matches("[0-9]{1,4}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
