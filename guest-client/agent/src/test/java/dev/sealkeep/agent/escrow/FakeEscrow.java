package dev.sealkeep.agent.escrow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLParameters;

/**
 * An escrow on a local port. It answers truthfully with its {@link EscrowAnswers}, but for scripted
 * answers, which go first, and for the lie, which changes every truthful answer.
 */
public final class FakeEscrow implements AutoCloseable {
  private static final String CHALLENGES = "/v1/challenges";
  private static final String RELEASES = "/v1/releases";
  private static final String ACTIVATIONS = "/v1/activations";
  private static final String PREFLIGHTS = "/v1/preflights";

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final EscrowAnswers answers = new EscrowAnswers();
  private final Deque<Answer> scriptedChallenges = new ArrayDeque<>();
  private final Deque<Answer> scriptedReleases = new ArrayDeque<>();
  private final Deque<Answer> scriptedActivations = new ArrayDeque<>();
  private final List<byte[]> activations = new CopyOnWriteArrayList<>();
  private final List<byte[]> releaseBodies = new CopyOnWriteArrayList<>();
  private final AtomicInteger challenges = new AtomicInteger();
  private final AtomicInteger releases = new AtomicInteger();
  private UnaryOperator<Answer> challengeLie = answer -> answer;
  private UnaryOperator<Answer> releaseLie = answer -> answer;
  private boolean silent;
  private boolean preflights = true;
  private Optional<String> agreement = Optional.empty();

  /** What goes back over HTTP. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(int status, byte[] body, String retryAfter) {
    /** An answer that asks for no patience. */
    public Answer(int status, byte[] body) {
      this(status, body, "");
    }
  }

  /** Starts to listen on 127.0.0.1. */
  public FakeEscrow(TestPki pki) {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    server.setHttpsConfigurator(
        new HttpsConfigurator(pki.server()) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters tls = getSSLContext().getDefaultSSLParameters();
            agreement().ifPresent(group -> tls.setNamedGroups(new String[] {group}));
            parameters.setSSLParameters(tls);
          }
        });
    server.setExecutor(threads);
    server.createContext(CHALLENGES, this::challenge);
    server.createContext(RELEASES, this::release);
    server.createContext(ACTIVATIONS, this::activation);
    server.createContext(PREFLIGHTS, this::preflight);
    server.start();
  }

  /** Agrees on keys over that group alone. */
  public synchronized void agreeBy(String group) {
    agreement = Optional.of(group);
  }

  private synchronized Optional<String> agreement() {
    return agreement;
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What it says when it tells the truth. */
  public EscrowAnswers answers() {
    return answers;
  }

  /** Answers the next challenge request so. */
  public synchronized void nextChallenge(Answer answer) {
    scriptedChallenges.add(answer);
  }

  /** Answers the next release request so. */
  public synchronized void nextRelease(Answer answer) {
    scriptedReleases.add(answer);
  }

  /** Answers the next activation request so; those without an answer are refused. */
  public synchronized void nextActivation(Answer answer) {
    scriptedActivations.add(answer);
  }

  /** The bodies of the activation requests that came. */
  public List<byte[]> activations() {
    return activations;
  }

  /** The bodies of the release requests that came. */
  public List<byte[]> releaseBodies() {
    return releaseBodies;
  }

  /** Whether there are preflights; by default there are. */
  public synchronized void answerPreflights(boolean answers) {
    preflights = answers;
  }

  private void preflight(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    send(exchange, preflightAnswer(body));
  }

  private synchronized Answer preflightAnswer(byte[] body) {
    return preflights ? answers.preflight(body) : new Answer(404, new byte[0]);
  }

  private void activation(HttpExchange exchange) throws IOException {
    activations.add(exchange.getRequestBody().readAllBytes());
    send(exchange, activationAnswer());
  }

  private synchronized Answer activationAnswer() {
    return scriptedActivations.isEmpty()
        ? new Answer(400, new byte[0])
        : scriptedActivations.remove();
  }

  /** Changes every truthful answer to a challenge request. */
  public synchronized void lieInChallenges(UnaryOperator<Answer> lie) {
    challengeLie = lie;
  }

  /** Changes every truthful answer to a release request. */
  public synchronized void lieInReleases(UnaryOperator<Answer> lie) {
    releaseLie = lie;
  }

  /** From now on sends the head of an answer, and its body never. */
  public synchronized void fallSilent() {
    silent = true;
  }

  /** How many challenge requests came. */
  public int challenges() {
    return challenges.get();
  }

  /** How many release requests came. */
  public int releases() {
    return releases.get();
  }

  private void challenge(HttpExchange exchange) throws IOException {
    challenges.incrementAndGet();
    byte[] body = exchange.getRequestBody().readAllBytes();
    send(exchange, challengeAnswer(body));
  }

  private synchronized Answer challengeAnswer(byte[] body) {
    if (!scriptedChallenges.isEmpty()) {
      return scriptedChallenges.remove();
    }
    return body.length == 0
        ? challengeLie.apply(new Answer(200, answers.challenge()))
        : new Answer(400, body);
  }

  private void release(HttpExchange exchange) throws IOException {
    releases.incrementAndGet();
    byte[] body = exchange.getRequestBody().readAllBytes();
    releaseBodies.add(body);
    send(exchange, releaseAnswer(body));
  }

  private synchronized Answer releaseAnswer(byte[] body) {
    return scriptedReleases.isEmpty()
        ? releaseLie.apply(answers.release(body))
        : scriptedReleases.remove();
  }

  private synchronized boolean isSilent() {
    return silent;
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    if (!answer.retryAfter().isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
    }
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    try (exchange) {
      if (isSilent()) {
        exchange.getResponseBody().flush();
        closing.await();
      } else if (answer.body().length > 0) {
        exchange.getResponseBody().write(answer.body());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
