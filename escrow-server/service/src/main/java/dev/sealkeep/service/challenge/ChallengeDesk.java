package dev.sealkeep.service.challenge;

import dev.sealkeep.protocol.message.ChallengeAnswer;
import dev.sealkeep.protocol.message.Offers;
import dev.sealkeep.protocol.name.Kem;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import dev.sealkeep.service.log.LogKeys;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** Hands out challenges with this node's offers, and takes them back. */
public final class ChallengeDesk {
  private final ChallengeSealer sealer;
  private final Offers offers;
  private final byte[] offersDigest;
  private final String certificate;
  private final InstantSource clock;

  /** Offers every KEM, strongest first, and every technology; simulated ones only where allowed. */
  public ChallengeDesk(
      ChallengeSealer sealer, LogKeys log, boolean simulation, InstantSource clock) {
    List<String> technologies =
        Arrays.stream(Technology.values())
            .filter(technology -> simulation || !technology.simulated())
            .map(Technology::tag)
            .toList();
    this.sealer = sealer;
    this.offers =
        new Offers(technologies, List.of(Kem.X_WING.id(), Kem.X25519.id()), log.keyText());
    this.offersDigest = offers.digest();
    this.certificate = log.certificate();
    this.clock = clock;
  }

  /** Makes a challenge answer. */
  public ChallengeAnswer issue() {
    return new ChallengeAnswer(sealer.issue(offersDigest, clock.instant()), offers, certificate);
  }

  /**
   * Opens the challenge of an answer that a guest sent back. The offers are those of the answer,
   * not this node's: a node of another configuration may have made it, and the token authenticates
   * them.
   *
   * @throws ProblemException if the token does not open with these offers, or did not offer {@code
   *     kem}
   */
  public Challenge open(ChallengeAnswer answer, Kem kem) {
    Challenge challenge =
        sealer
            .open(answer.challenge(), answer.offers().digest())
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.Kind.CHALLENGE_INVALID,
                        "The challenge is not this log's, or its offers were changed on the way."));
    if (!answer.offers().kems().contains(kem.id())) {
      throw new ProblemException(
          Problem.Kind.CHALLENGE_INVALID, "The KEM is not one that was offered.");
    }
    return challenge;
  }

  /** The log key's text, as it stands in the transcript. */
  public String logKey() {
    return offers.logKey();
  }
}
