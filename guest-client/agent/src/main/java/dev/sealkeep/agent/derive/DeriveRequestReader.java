package dev.sealkeep.agent.derive;

import dev.sealkeep.agent.configuration.PropertiesText;
import dev.sealkeep.agent.configuration.PropertyReader;
import dev.sealkeep.agent.configuration.Spelling;
import dev.sealkeep.agent.derive.DeriveOutcome.Invalid;
import dev.sealkeep.agent.derive.DeriveOutcome.Valid;
import dev.sealkeep.agent.device.gramine.SealingKey;
import dev.sealkeep.agent.device.sevguest.GuestField;
import dev.sealkeep.agent.device.sevguest.KeyRequest;
import dev.sealkeep.agent.device.sevguest.RootKey;
import dev.sealkeep.protocol.name.Name;
import dev.sealkeep.protocol.name.Technology;
import dev.sealkeep.protocol.wire.LowerHex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a properties file and options into a request, or into all that is wrong with it. */
public final class DeriveRequestReader {
  /** Technologies whose hardware gives evidence and no keys, or none that this program reaches. */
  private static final List<String> WITHOUT_KEYS =
      List.of(
          "intel-tdx",
          "tpm2",
          "azure-vtpm",
          "aws-nitro",
          "arm-cca",
          "nvidia-gpu",
          Technology.SIMULATED_AMD_SEV_SNP.tag());

  /** What means something for SEV-SNP alone. */
  private static final List<DeriveKey> SNP_ALONE =
      List.of(
          DeriveKey.FIELDS,
          DeriveKey.KEY_SELECT,
          DeriveKey.VMPL,
          DeriveKey.GUEST_SVN,
          DeriveKey.TCB_VERSION);

  private final PropertyReader reader;
  private final List<String> warnings = new ArrayList<>();

  private DeriveRequestReader(PropertyReader reader) {
    this.reader = reader;
  }

  /**
   * Reads a request.
   *
   * @param input a properties file
   * @param options what the command line says instead, by the keys' spellings
   */
  public static DeriveOutcome read(Optional<Path> input, Map<String, String> options) {
    List<String> problems = new ArrayList<>();
    Optional<String> text =
        input.isEmpty() ? Optional.of("") : PropertiesText.load(input.get(), problems::add);
    return text.map(properties -> parse(properties, options))
        .orElseGet(() -> new Invalid(problems));
  }

  private static DeriveOutcome parse(String text, Map<String, String> options) {
    return new DeriveRequestReader(
            PropertyReader.of(text, options, Arrays.asList(DeriveKey.values())))
        .outcome();
  }

  private DeriveOutcome outcome() {
    Optional<Technology> technology = reader.value(DeriveKey.TECHNOLOGY, this::technology);
    if (reader.text(DeriveKey.TECHNOLOGY).isPresent() && technology.isEmpty()) {
      // The other keys mean something for a technology that derives keys alone.
      return new Invalid(reader.problems());
    }
    boolean sgx = technology.equals(Optional.of(Technology.INTEL_SGX));
    Optional<Name> volume = reader.value(DeriveKey.VOLUME, Name::parse);
    Optional<? extends HardwareRequest> hardware = sgx ? sgx() : snp();
    Optional<String> label =
        reader.value(DeriveKey.LABEL, t -> t.isEmpty() ? Optional.of(t) : name(t));
    Optional<Integer> length =
        reader.value(
            DeriveKey.LENGTH,
            t -> number(t, DeriveRequest.MOST_BYTES).filter(n -> n >= DeriveRequest.LEAST_BYTES));
    if (!reader.problems().isEmpty()) {
      return new Invalid(reader.problems());
    }
    return new Valid(
        new DeriveRequest(
            technology.orElseThrow(),
            hardware.orElseThrow(),
            volume.orElseThrow(),
            label.flatMap(Name::parse),
            length.orElseThrow()),
        warnings);
  }

  private Optional<HardwareRequest.Snp> snp() {
    Optional<Set<GuestField>> fields = reader.value(DeriveKey.FIELDS, this::fields);
    Optional<RootKey> root = root();
    Optional<Integer> vmpl = reader.value(DeriveKey.VMPL, t -> number(t, KeyRequest.HIGHEST_VMPL));
    Optional<Integer> svn = reader.value(DeriveKey.GUEST_SVN, DeriveRequestReader::unsigned);
    Optional<Long> tcb = reader.value(DeriveKey.TCB_VERSION, DeriveRequestReader::tcb);
    fields.ifPresent(
        chosen -> {
          compare(chosen, GuestField.GUEST_SVN, DeriveKey.GUEST_SVN);
          compare(chosen, GuestField.TCB_VERSION, DeriveKey.TCB_VERSION);
        });
    return reader.problems().isEmpty()
        ? Optional.of(
            new HardwareRequest.Snp(
                new KeyRequest(
                    root.orElseThrow(),
                    fields.orElseThrow(),
                    vmpl.orElseThrow(),
                    svn.orElseThrow(),
                    tcb.orElseThrow())))
        : Optional.empty();
  }

  private Optional<HardwareRequest.Sgx> sgx() {
    for (DeriveKey key : SNP_ALONE) {
      if (reader.text(key).isPresent()) {
        reader.problem(
            "`%s` means nothing under `technology = intel-sgx`: remove it"
                .formatted(key.spelling()));
      }
    }
    Optional<SealingKey> root = reader.text(DeriveKey.ROOT_KEY).flatMap(SealingKey::parse);
    if (root.isEmpty()) {
      reader.problem(
          "`root_key` of intel-sgx is `mrenclave`, for this enclave alone, or `mrsigner`, for every"
              + " enclave of its signer and product: write one of them");
    }
    return root.map(HardwareRequest.Sgx::new);
  }

  private Optional<Technology> technology(String tag) {
    Optional<Technology> known =
        Technology.parse(tag).filter(t -> t == Technology.AMD_SEV_SNP || t == Technology.INTEL_SGX);
    if (known.isPresent()) {
      return known;
    }
    reader.problem(
        WITHOUT_KEYS.contains(tag)
            ? "`technology` is %s: this technology derives no keys; nothing was derived"
                .formatted(tag)
            : "`technology` is `%s`: this program derives keys with `amd-sev-snp` and `intel-sgx`"
                .formatted(tag));
    return Optional.empty();
  }

  private Optional<RootKey> root() {
    Optional<String> root =
        reader.value(
            DeriveKey.ROOT_KEY,
            text -> Optional.of(text).filter(List.of("vcek", "vmrk")::contains));
    Optional<RootKey> selected =
        reader.value(
            DeriveKey.KEY_SELECT,
            text ->
                switch (text) {
                  case "vcek" -> Optional.of(RootKey.VCEK);
                  case "vlek" -> Optional.of(RootKey.VLEK);
                  case "auto" -> Optional.of(RootKey.VLEK_OR_VCEK);
                  default -> Optional.empty();
                });
    if (!root.equals(Optional.of("vmrk"))) {
      return selected;
    }
    if (reader.text(DeriveKey.KEY_SELECT).isPresent()) {
      reader.problem("`key_select` means nothing under `root_key = vmrk`: remove it");
    }
    warnings.add(
        "root_key = vmrk: what this key is bound to without a migration agent is unverified;"
            + " do not rely on it alone");
    return Optional.of(RootKey.VMRK);
  }

  private Optional<Set<GuestField>> fields(String text) {
    Set<GuestField> fields = EnumSet.noneOf(GuestField.class);
    if (text.equals("none")) {
      return Optional.of(fields);
    }
    for (String item : text.split(",", -1)) {
      Optional<GuestField> field = GuestField.parse(item.strip());
      if (field.isEmpty()) {
        reader.problem(unknownField(item.strip()));
        return Optional.empty();
      }
      fields.add(field.get());
    }
    return Optional.of(fields);
  }

  private static String unknownField(String word) {
    List<String> known = GuestField.spellings();
    return Spelling.nearest(word, known)
        .map(near -> "`fields` has `%s`: did you mean `%s`?".formatted(word, near))
        .orElse("`fields` has `%s`: choose of %s".formatted(word, String.join(", ", known)));
  }

  /** Tells where a value and its field do not go together. */
  private void compare(Set<GuestField> fields, GuestField field, DeriveKey key) {
    boolean given = reader.text(key).isPresent();
    if (fields.contains(field) && !given) {
      reader.problem(
          "`%s` is missing, for `fields` has it: %s".formatted(key.spelling(), key.meaning()));
    } else if (!fields.contains(field) && given) {
      warnings.add("%s: `fields` does not have it, so 0 is sent".formatted(key.spelling()));
    }
  }

  private static Optional<String> name(String text) {
    return Name.parse(text).map(Name::value);
  }

  private static Optional<Integer> number(String text, int most) {
    return unsigned(text).filter(value -> value >= 0 && value <= most);
  }

  /** A decimal number of 32 bits without a sign. */
  private static Optional<Integer> unsigned(String text) {
    try {
      return text.startsWith("+") ? Optional.empty() : Optional.of(Integer.parseUnsignedInt(text));
    } catch (NumberFormatException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<Long> tcb(String hex) {
    return LowerHex.decode(hex)
        .filter(bytes -> bytes.length == Long.BYTES)
        .map(bytes -> ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }
}
