package dev.sealkeep.service.server;

import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.hpke.HpkeReceiver;
import dev.sealkeep.protocol.message.ReleaseRequest;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Purpose;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.service.challenge.ChallengeDesk;
import dev.sealkeep.service.release.HpkeSender;
import dev.sealkeep.service.release.ReleasePipeline;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the release path's code before the node says it is ready: a cold JVM takes 2 to 18 ms for a
 * handshake that costs half a millisecond warm, and a boot storm meets the first seconds. Nothing
 * is committed or counted.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int DECISIONS = 200;
  private static final int SEALINGS = 200;
  private static final int HANDSHAKES = 60;
  private static final int REPORT_BYTES = 1_184;

  private final ReleasePipeline pipeline;
  private final ChallengeDesk challenges;
  private final SecureRandom random;

  WarmUp(ReleasePipeline pipeline, ChallengeDesk challenges, SecureRandom random) {
    this.pipeline = pipeline;
    this.challenges = challenges;
    this.random = random;
  }

  void run(TlsListener listener) {
    long start = System.nanoTime();
    decide();
    seal();
    shakeHands(listener);
    LOG.info("warm after {} ms", (System.nanoTime() - start) / 1_000_000);
  }

  private void decide() {
    for (int i = 0; i < DECISIONS; i++) {
      byte[] report = new byte[REPORT_BYTES];
      random.nextBytes(report);
      report[0] = 3;
      report[1] = 0;
      report[2] = 0;
      report[3] = 0;
      byte[] recipient = new byte[Kem.X_WING.publicKeyBytes()];
      ReleaseRequest request =
          new ReleaseRequest(
              challenges.issue().encode(),
              new Name("warm-up"),
              new Name("warm-up"),
              Optional.empty(),
              Purpose.UNLOCK,
              Kem.X_WING,
              recipient,
              List.of(new EvidenceItem(Technology.AMD_SEV_SNP, report, new byte[0])),
              List.of());
      pipeline.rehearse(request.encode());
    }
  }

  private void seal() {
    HpkeSender sender = new HpkeSender();
    byte[] info = new byte[100];
    for (Kem kem : Kem.values()) {
      byte[] recipient;
      try (HpkeReceiver receiver = HpkeReceiver.generate(kem, random)) {
        recipient = receiver.publicKey();
      }
      for (int i = 0; i < SEALINGS; i++) {
        try (SecretBytes plaintext = SecretBytes.random(random, 65)) {
          if (sender.seal(kem, recipient, info, plaintext).isEmpty()) {
            throw new StartRefusedException("this machine cannot seal with " + kem.label());
          }
        }
      }
    }
  }

  private static void shakeHands(TlsListener listener) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            // Only this node's own socket is asked, for nothing that matters.
            .setTrustAll(true)
            .setVerifyHost(false)
            .setKeepAlive(false)
            .setDefaultHost(listener.ownHost())
            .setDefaultPort(listener.port());
    HttpClient client = listener.vertx().createHttpClient(options);
    try {
      for (int i = 0; i < HANDSHAKES; i++) {
        TlsListener.await(
            client
                .request(HttpMethod.GET, "/healthz")
                // Asked for on the event loop: on this thread the end could come before it.
                .compose(request -> request.send().compose(HttpClientResponse::end)));
      }
    } finally {
      Future<Void> closing = client.close();
      TlsListener.await(closing);
    }
  }
}
