package dev.sealkeep.evidence.intel;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Document;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.signature.SignatureScheme;
import dev.sealkeep.evidence.x509.Certificate;
import dev.sealkeep.evidence.x509.CertificatePath;
import dev.sealkeep.evidence.x509.CertificatePathFinder;
import dev.sealkeep.evidence.x509.PathRevocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Collateral, the relying party's and what was conveyed, read and authenticated once: which of its
 * documents are signed by a TCB signing certificate under a pinned root. Whether they count is
 * asked for each time of verification.
 *
 * @param digest the identity of what it was read from
 * @param certificates candidates for any chain
 * @param pckCertificates the PCK certificates among them, the relying party's first
 * @param revocationLists those of the relying party and those that were conveyed
 */
record CollateralPool(
    String digest,
    List<Certificate> certificates,
    List<PckCertificate> pckCertificates,
    PathRevocation.Candidates revocationLists,
    Documents<TcbInfo> tcbInfos,
    Documents<QeIdentity> qeIdentities) {
  static final Optional<String> SIGNER = Optional.of("Intel SGX TCB Signing");
  private static final int MAX_SIGNERS = 16;
  // Each costs a signature check; a host has one certificate for each TCB or so.
  private static final int MAX_CONVEYED_PCKS = 16;

  CollateralPool {
    certificates = List.copyOf(certificates);
    pckCertificates = List.copyOf(pckCertificates);
  }

  /**
   * The documents of one kind.
   *
   * @param authentic those whose signature verified
   * @param refused why each other was left out
   */
  record Documents<T extends SignedCollateral>(
      List<Authenticated<T>> authentic, List<Reason> refused) {
    Documents {
      authentic = List.copyOf(authentic);
      refused = List.copyOf(refused);
    }

    boolean isEmpty() {
      return authentic.isEmpty() && refused.isEmpty();
    }
  }

  static CollateralPool of(
      Collateral supplied,
      Collateral conveyed,
      CertificatePathFinder finder,
      SignatureChecks checks) {
    Collateral all = supplied.plus(conveyed);
    PathRevocation.Candidates lists =
        new PathRevocation.Candidates(supplied.revocationLists(), conveyed.revocationLists());
    Reader reader = new Reader(all, lists, finder, checks);
    all.documents().forEach(reader::read);
    return new CollateralPool(
        digest(supplied, conveyed),
        all.certificates(),
        Stream.concat(pckCertificates(supplied), pckCertificates(conveyed).limit(MAX_CONVEYED_PCKS))
            .toList(),
        lists,
        new Documents<>(reader.tcbInfos, reader.refusedTcbInfos),
        new Documents<>(reader.qeIdentities, reader.refusedQeIdentities));
  }

  private static Stream<PckCertificate> pckCertificates(Collateral bag) {
    return bag.certificates().stream()
        .filter(PckCertificate::isClaimedBy)
        .map(PckCertificate::parse)
        .flatMap(
            parsed ->
                parsed instanceof Parsed.Accepted<PckCertificate>(PckCertificate pck)
                    ? Stream.of(pck)
                    : Stream.empty());
  }

  /** Which bag an object is in counts, so the digest of all objects would not do. */
  static String digest(Collateral supplied, Collateral conveyed) {
    return supplied.digest() + conveyed.digest();
  }

  /** Whether there is no document of Intel's, well signed or not. */
  boolean isWithoutDocuments() {
    return tcbInfos.isEmpty() && qeIdentities.isEmpty();
  }

  private static final class Reader {
    private final SignatureChecks checks;
    private final List<Authenticated.Signer> signers = new ArrayList<>();
    private final List<Reason> unchained = new ArrayList<>();
    private final List<Authenticated<TcbInfo>> tcbInfos = new ArrayList<>();
    private final List<Reason> refusedTcbInfos = new ArrayList<>();
    private final List<Authenticated<QeIdentity>> qeIdentities = new ArrayList<>();
    private final List<Reason> refusedQeIdentities = new ArrayList<>();

    Reader(
        Collateral collateral,
        PathRevocation.Candidates lists,
        CertificatePathFinder finder,
        SignatureChecks checks) {
      this.checks = checks;
      collateral.certificates().stream()
          .filter(c -> c.subjectCommonName().equals(SIGNER))
          .limit(MAX_SIGNERS)
          .forEach(c -> addSigner(finder.find(c, collateral.certificates()), lists));
    }

    private void addSigner(CertificatePathFinder.Outcome outcome, PathRevocation.Candidates lists) {
      switch (outcome) {
        case CertificatePathFinder.Outcome.Found(CertificatePath path)
            when path.certificates().size() == 2 ->
            signers.add(new Authenticated.Signer(path, PathRevocation.of(path, lists, checks)));
        case CertificatePathFinder.Outcome.Found found -> {}
        case CertificatePathFinder.Outcome.Broken(var fault) ->
            unchained.add(PathReasons.of(fault));
      }
    }

    void read(Document document) {
      for (SignedDocument signed : SignedDocument.in(document.content())) {
        switch (signed.kind()) {
          case TCB_INFO -> add(signed, TcbInfo.parse(signed.content()), tcbInfos, refusedTcbInfos);
          case QE_IDENTITY ->
              add(signed, QeIdentity.parse(signed.content()), qeIdentities, refusedQeIdentities);
        }
      }
    }

    private <T extends SignedCollateral> void add(
        SignedDocument signed,
        Parsed<T> parsed,
        List<Authenticated<T>> authentic,
        List<Reason> refused) {
      if (signed.signature().isEmpty()) {
        refused.add(
            signed.kind().malformed().because("It is broken, or has no signature of 64 bytes."));
        return;
      }
      byte[] signature = signed.signature().get();
      switch (parsed) {
        case Parsed.Refused<T>(Reason reason) -> refused.add(reason);
        case Parsed.Accepted<T>(T document) -> {
          List<Authenticated.Signer> signedBy =
              signers.stream()
                  .filter(s -> verifies(s.path(), signed.content(), signature))
                  .toList();
          if (signedBy.isEmpty()) {
            refused.add(unsigned(signed.kind()));
          } else {
            authentic.add(new Authenticated<>(document, signedBy));
          }
        }
      }
    }

    private boolean verifies(CertificatePath signer, byte[] content, byte[] signature) {
      return checks.verify(SignatureScheme.ECDSA_SHA256, signer.leafKey(), content, signature);
    }

    private Reason unsigned(SignedCollateral.Kind kind) {
      return signers.isEmpty() && !unchained.isEmpty()
          ? unchained.getFirst()
          : signers.isEmpty()
              ? kind.signatureInvalid().because("No TCB signing certificate was supplied.")
              : kind.signatureInvalid().plain();
    }
  }
}
