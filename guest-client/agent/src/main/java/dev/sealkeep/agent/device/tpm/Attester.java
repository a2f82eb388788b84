package dev.sealkeep.agent.device.tpm;

import dev.sealkeep.agent.configuration.AttestationKeyChoice;
import dev.sealkeep.agent.configuration.PcrBank;
import dev.sealkeep.agent.configuration.TpmSettings;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.protocol.message.ActivationAnswer;
import dev.sealkeep.protocol.message.ActivationProof;
import dev.sealkeep.protocol.message.ActivationRequest;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.LowerHex;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A TPM whose attestation key is ready, until it is closed.
 *
 * @param tpm the TPM
 * @param settings what was asked for
 * @param key what signs
 * @param endorsementKey the key above it, or that of its certificate; empty if neither is needed
 * @param isParent whether the endorsement key is right above the attestation key
 * @param endorsement what the TPM holds of its endorsement
 */
public record Attester(
    Tpm tpm,
    TpmSettings settings,
    LoadedKey key,
    Optional<LoadedKey> endorsementKey,
    boolean isParent,
    Endorsement endorsement)
    implements AutoCloseable {
  /** Makes or finds the keys. The TPM is closed if that fails. */
  public static Attester open(Tpm tpm, TpmSettings settings) throws DeviceException {
    try {
      Endorsement endorsement = Endorsement.of(tpm, settings.certificates());
      return switch (settings.key()) {
        case AttestationKeyChoice.Made(AttestationKeyChoice.Kind kind) ->
            made(tpm, settings, kind, endorsement);
        case AttestationKeyChoice.Persistent(int handle) ->
            found(tpm, settings, handle, endorsement);
      };
    } catch (DeviceException | RuntimeException failed) {
      tpm.close();
      throw failed;
    }
  }

  private static Attester made(
      Tpm tpm, TpmSettings settings, AttestationKeyChoice.Kind kind, Endorsement endorsement)
      throws DeviceException {
    LoadedKey endorsementKey = tpm.createPrimary(endorsement.template());
    KeyTemplate template =
        switch (kind) {
          case ECC -> KeyTemplate.AK_ECC;
          case RSA -> KeyTemplate.AK_RSA;
        };
    LoadedKey key = tpm.createBelow(endorsementKey, template);
    return new Attester(tpm, settings, key, Optional.of(endorsementKey), true, endorsement);
  }

  private static Attester found(Tpm tpm, TpmSettings settings, int handle, Endorsement endorsement)
      throws DeviceException {
    PersistentKey found = tpm.readPublic(handle);
    if (!endorsement.isCertified()) {
      return new Attester(tpm, settings, found.key(), Optional.empty(), false, endorsement);
    }
    LoadedKey endorsementKey = tpm.createPrimary(endorsement.template());
    return new Attester(
        tpm,
        settings,
        found.key(),
        Optional.of(endorsementKey),
        found.isBelow(endorsementKey),
        endorsement);
  }

  /** What an issuer of credentials wants to know; empty if nothing vouches for this TPM. */
  public Optional<ActivationRequest> activationRequest() {
    return endorsementKey
        .filter(_ -> endorsement.isCertified())
        .map(
            above ->
                new ActivationRequest(
                    endorsement.certificates(), above.publicArea(), key.publicArea()));
  }

  /** Has the TPM open a credential; the proof that it did. */
  public ActivationProof activate(ActivationAnswer credential) throws DeviceException {
    byte[] secret =
        tpm.activateCredential(
            key,
            endorsementKey.orElseThrow(),
            credential.credentialBlob(),
            credential.encryptedSecret());
    return new ActivationProof(credential.token(), secret);
  }

  /**
   * Quotes and writes what a verifier reads (docs/reference/evidence-tpm2.md).
   *
   * @param qualifyingData 32 bytes
   */
  public byte[] evidence(byte[] qualifyingData) throws DeviceException {
    Quoted quoted = Quoted.of(tpm, key, settings.pcrs(), qualifyingData);
    return JsonWriter.object(
        out -> {
          out.hex("ak_public", key.publicArea());
          endorsementKey
              .filter(_ -> isParent)
              .ifPresent(above -> out.hex("ek_public", above.publicArea()));
          out.object("tpm_quote", inner -> quote(inner, quoted));
        });
  }

  private static void quote(JsonWriter out, Quoted quoted) {
    quoted.write(out);
    out.object(
        "pcrs", banks -> quoted.pcrs().values().forEach((bank, of) -> bank(banks, bank, of)));
  }

  private static void bank(JsonWriter out, PcrBank bank, SortedMap<Integer, byte[]> values) {
    out.object(
        bank.spelling(),
        pcrs ->
            values.forEach((index, value) -> pcrs.text(index.toString(), LowerHex.encode(value))));
  }

  @Override
  public void close() {
    tpm.close();
  }
}
