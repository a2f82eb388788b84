package dev.sealkeep.service.activation;

import dev.sealkeep.evidence.ActivatedKey;
import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.tpm.CredentialActivation;
import dev.sealkeep.evidence.tpm.EndorsementCertificate;
import dev.sealkeep.evidence.tpm.TpmPublic;
import dev.sealkeep.evidence.x509.PathSummary;
import dev.sealkeep.keystore.keyset.AesGcmKeyset;
import dev.sealkeep.protocol.message.ActivationAnswer;
import dev.sealkeep.protocol.message.ActivationProof;
import dev.sealkeep.protocol.message.ActivationRequest;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.service.challenge.Challenge;
import dev.sealkeep.service.http.Problem;
import dev.sealkeep.service.http.ProblemException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Hands out credentials for TPMs, and recognises the proof that one was activated. */
public final class ActivationDesk {
  /** How long after its credential a proof counts; a TPM takes seconds to activate one. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  private final ActivationSealer sealer;
  private final TrustAnchors anchors;
  private final SignatureChecks checks;
  private final Supplier<Collateral> collateral;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * A desk.
   *
   * @param keyset the keys of challenges
   * @param collateral the relying party's own issuers and revocation lists
   */
  public ActivationDesk(
      AesGcmKeyset keyset,
      TrustAnchors anchors,
      SignatureChecks checks,
      Supplier<Collateral> collateral,
      InstantSource clock,
      SecureRandom random) {
    this.sealer = new ActivationSealer(keyset);
    this.anchors = anchors;
    this.checks = checks;
    this.collateral = collateral;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Makes a credential for the keys in a request's body.
   *
   * @throws ProblemException if it is not a request, if the endorsement key is not certified under
   *     a pinned root, or if the attestation key is not one that stays in its TPM
   */
  public ActivationAnswer answer(byte[] body) {
    ActivationRequest request =
        switch (ActivationRequest.parse(body)) {
          case dev.sealkeep.protocol.wire.Parsed.Accepted<ActivationRequest>(var accepted) ->
              accepted;
          case dev.sealkeep.protocol.wire.Parsed.Rejected<ActivationRequest> rejected ->
              throw malformed("The request is refused: " + rejected.fault());
        };
    TpmPublic ek = accepted(TpmPublic.parse(request.ekPublic()));
    TpmPublic ak = accepted(TpmPublic.parse(request.akPublic()));
    if (!ak.attestationFaults().isEmpty()) {
      throw malformed("The attestation key is " + String.join(", ", ak.attestationFaults()) + ".");
    }
    Instant now = clock.instant();
    Collateral sent = Collateral.of(List.of(request.ekCertificates()));
    EndorsementCertificate certificate =
        accepted(EndorsementCertificate.verify(ek, sent, collateral.get(), now, anchors, checks));
    PathSummary path = PathSummary.of(certificate.path());
    if (!ActivationSealer.fits(path)) {
      throw malformed("A certificate of the endorsement key has a serial number over 20 bytes.");
    }
    byte[] secret = new byte[MessageLimits.ACTIVATION_SECRET_BYTES];
    random.nextBytes(secret);
    try {
      CredentialActivation.Challenge challenge =
          accepted(CredentialActivation.challenge(ek, ak.name(), secret, random));
      ActivatedKey key =
          new ActivatedKey(HexFormat.of().formatHex(ak.name()), certificate.spkiSha256(), path);
      return new ActivationAnswer(
          challenge.credentialBlob(), challenge.secret(), sealer.seal(key, secret, now));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * The key that an auxiliary blob proves to have been activated; empty if the blob is no such
   * proof, or an old one.
   */
  public Optional<ActivatedKey> proven(byte[] auxiliary) {
    return ActivationProof.parse(auxiliary)
            instanceof
            dev.sealkeep.protocol.wire.Parsed.Accepted<ActivationProof>(ActivationProof proof)
        ? sealer
            .open(proof.token(), proof.secret())
            .filter(opened -> isLive(opened.issued()))
            .map(ActivationSealer.Opened::key)
        : Optional.empty();
  }

  private boolean isLive(Instant issued) {
    Instant now = clock.instant();
    return !now.isBefore(issued.minus(Challenge.SKEW)) && !now.isAfter(issued.plus(LIFETIME));
  }

  private static <T> T accepted(Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Accepted<T>(T value) -> value;
      case Parsed.Refused<T>(Reason reason) ->
          throw malformed(reason.detail() + " (" + reason.code() + ")");
    };
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(Problem.Kind.MALFORMED_REQUEST, detail);
  }
}
