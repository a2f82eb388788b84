package dev.sealkeep.evidence.tpm;

import dev.sealkeep.evidence.Binding;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.eventlog.TcgHash;
import dev.sealkeep.evidence.signature.SignatureChecks;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Checks that a key signed a quote, that the PCR values beside it are the ones it covers, and that
 * it binds what it has to. Whether the key is one of a TPM is for the caller to find out. Stateless
 * but for the provider of signatures; thread-safe.
 */
public final class QuoteCheck {
  private final SignatureChecks checks;

  /** Checks with this provider of signatures. */
  public QuoteCheck(SignatureChecks checks) {
    this.checks = checks;
  }

  /**
   * Checks one quote and goes on after a failure, so that every reason is found.
   *
   * @param message the TPMS_ATTEST as the TPM signed it
   * @param signature a TPMT_SIGNATURE or a bare RSA signature; see {@link TpmSignature#parse}
   * @param key the attestation key, made by the same {@link SignatureChecks}
   * @param pcrs exactly the values that the quote selects
   * @param binding what the qualifying data has to hold, shortened already; empty if it does not
   *     matter
   */
  public CheckedQuote check(
      byte[] message, byte[] signature, PublicKey key, PcrValues pcrs, Optional<Binding> binding) {
    return check(message, TpmSignature.parse(signature), Optional.of(key), pcrs, binding);
  }

  /** The same; without a key the signature is not checked, which is for the caller to object to. */
  CheckedQuote check(
      byte[] message,
      Parsed<TpmSignature> signature,
      Optional<PublicKey> key,
      PcrValues pcrs,
      Optional<Binding> binding) {
    List<Reason> reasons = new ArrayList<>();
    Optional<TcgHash> hash = Optional.empty();
    switch (signature) {
      case Parsed.Refused<TpmSignature>(Reason reason) -> reasons.add(reason);
      case Parsed.Accepted<TpmSignature>(TpmSignature made) -> {
        hash = Optional.of(made.hash());
        if (key.isPresent() && !made.verifies(checks, key.get(), message)) {
          reasons.add(TpmReason.SIGNATURE_INVALID.plain());
        }
      }
    }
    return switch (TpmQuote.parse(message)) {
      case Parsed.Refused<TpmQuote>(Reason reason) -> {
        reasons.add(reason);
        yield new CheckedQuote(Optional.empty(), reasons);
      }
      case Parsed.Accepted<TpmQuote>(TpmQuote quote) -> {
        reasons.addAll(pcrReasons(quote, pcrs, hash));
        binding.flatMap(expected -> mismatch(quote, expected)).ifPresent(reasons::add);
        yield new CheckedQuote(Optional.of(quote), reasons);
      }
    };
  }

  private static Optional<Reason> mismatch(TpmQuote quote, Binding expected) {
    return expected.isIn(quote.extraData())
        ? Optional.empty()
        : Optional.of(
            TpmReason.EXTRA_DATA_MISMATCH.because(
                "The qualifying data is "
                    + HexFormat.of().formatHex(quote.extraData())
                    + ", expected was "
                    + expected
                    + "."));
  }

  /** Without a hash, that is without a signature that can be read, the digest is not checked. */
  private static List<Reason> pcrReasons(
      TpmQuote quote, PcrValues pcrs, Optional<TcgHash> signatureHash) {
    List<Reason> reasons = new ArrayList<>();
    if (quote.selectsNothing()) {
      reasons.add(TpmReason.QUOTE_SELECTION_EMPTY.plain());
    }
    unselected(quote, pcrs).ifPresent(reasons::add);
    Optional<Reason> absent = absent(quote, pcrs);
    absent.ifPresent(reasons::add);
    if (absent.isEmpty()
        && signatureHash.isPresent()
        && !MessageDigest.isEqual(digest(quote, pcrs, signatureHash.get()), quote.pcrDigest())) {
      reasons.add(TpmReason.PCRS_DIGEST_MISMATCH.plain());
    }
    return reasons;
  }

  private static Optional<Reason> unselected(TpmQuote quote, PcrValues pcrs) {
    for (Map.Entry<TcgHash, SortedMap<Integer, byte[]>> bank : pcrs.banks().entrySet()) {
      for (Integer index : bank.getValue().keySet()) {
        if (!selects(quote, bank.getKey(), index)) {
          return Optional.of(
              TpmReason.PCRS_UNSELECTED.because(
                  "The quote does not cover %s PCR %d, of which a value is given."
                      .formatted(bank.getKey().bank(), index)));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean selects(TpmQuote quote, TcgHash bank, Integer index) {
    return quote.selections().stream()
        .anyMatch(s -> s.algorithm() == bank.id() && s.indices().contains(index));
  }

  private static Optional<Reason> absent(TpmQuote quote, PcrValues pcrs) {
    for (PcrSelection selection : quote.selections()) {
      if (selection.indices().isEmpty()) {
        continue;
      }
      Optional<TcgHash> bank = TcgHash.ofId(selection.algorithm());
      if (bank.isEmpty()) {
        return Optional.of(
            TpmReason.QUOTE_BANK_UNSUPPORTED.because(
                "The quote covers a bank of algorithm 0x%04x.".formatted(selection.algorithm())));
      }
      for (Integer index : selection.indices()) {
        if (pcrs.value(bank.get(), index).isEmpty()) {
          return Optional.of(
              TpmReason.PCRS_MISSING.because(
                  "The quote covers %s PCR %d, of which no value is given."
                      .formatted(bank.get().bank(), index)));
        }
      }
    }
    return Optional.empty();
  }

  /** Of the values in the order of the selections, within each in ascending order. */
  private static byte[] digest(TpmQuote quote, PcrValues pcrs, TcgHash hash) {
    MessageDigest digest = hash.digest();
    for (PcrSelection selection : quote.selections()) {
      TcgHash.ofId(selection.algorithm())
          .ifPresent(
              bank ->
                  selection
                      .indices()
                      .forEach(index -> pcrs.value(bank, index).ifPresent(digest::update)));
    }
    return digest.digest();
  }
}
