package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Collateral;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.x509.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers the parts of one item; the first part that is malformed decides. */
final class EvidenceBuilder {
  private final List<TpmEvidence.Quoted> quotes = new ArrayList<>();
  private final Collateral.Builder certificates = new Collateral.Builder();
  private final List<byte[]> eventLogs = new ArrayList<>();
  private Optional<AttestationKey> key = Optional.empty();
  private Optional<TpmPublic> endorsementKey = Optional.empty();
  private Optional<Certificate> keyCertificate = Optional.empty();
  private Optional<Reason> fault = Optional.empty();

  void quote(byte[] message, Optional<byte[]> signature, Parsed<PcrValues> pcrs) {
    switch (pcrs) {
      case Parsed.Refused<PcrValues>(Reason reason) -> fail(reason);
      case Parsed.Accepted<PcrValues>(PcrValues values) ->
          quotes.add(new TpmEvidence.Quoted(message, signature, values));
    }
  }

  void key(byte[] bytes) {
    switch (AttestationKey.parse(bytes)) {
      case Parsed.Refused<AttestationKey>(Reason reason) -> fail(reason);
      case Parsed.Accepted<AttestationKey>(AttestationKey parsed) -> key = Optional.of(parsed);
    }
  }

  void endorsementKey(byte[] bytes) {
    switch (TpmPublic.parse(bytes)) {
      case Parsed.Refused<TpmPublic>(Reason reason) -> fail(reason);
      case Parsed.Accepted<TpmPublic>(TpmPublic parsed) -> endorsementKey = Optional.of(parsed);
    }
  }

  void keyCertificate(byte[] bytes) {
    Collateral found = Collateral.of(List.of(bytes));
    if (found.certificates().isEmpty()) {
      fail(TpmReason.EVIDENCE_MALFORMED.because("The AK certificate cannot be read."));
      return;
    }
    keyCertificate = Optional.of(found.certificates().getFirst());
    certificates.addAll(found);
  }

  void certificate(byte[] bytes) {
    certificates.add(bytes);
  }

  void eventLog(byte[] bytes) {
    eventLogs.add(bytes);
  }

  void fail(Reason reason) {
    if (fault.isEmpty()) {
      fault = Optional.of(reason);
    }
  }

  Parsed<TpmEvidence> build() {
    if (fault.isEmpty() && (quotes.isEmpty() || quotes.size() > TpmEvidence.MAX_QUOTES)) {
      fail(TpmReason.EVIDENCE_MALFORMED.because("There are " + quotes.size() + " quotes."));
    }
    return fault
        .<Parsed<TpmEvidence>>map(Parsed.Refused::new)
        .orElseGet(
            () ->
                new Parsed.Accepted<>(
                    new TpmEvidence(
                        quotes,
                        key,
                        endorsementKey,
                        certificates.build(),
                        keyCertificate,
                        eventLogs)));
  }
}
