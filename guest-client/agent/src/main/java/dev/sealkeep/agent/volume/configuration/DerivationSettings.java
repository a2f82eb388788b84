package dev.sealkeep.agent.volume.configuration;

import dev.sealkeep.agent.configuration.ConfigurationKey;
import dev.sealkeep.agent.configuration.PropertyReader;
import dev.sealkeep.agent.derivation.DerivationRule;
import dev.sealkeep.agent.derivation.KeySelection;
import dev.sealkeep.agent.device.report.TcbVersion;
import dev.sealkeep.agent.device.sevguest.GuestField;
import dev.sealkeep.agent.device.sevguest.KeyRequest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what a configuration wants of every derivation of a volume's key. */
record DerivationSettings(PropertyReader reader) {
  /** The rule, or empty after noting what is wrong. */
  Optional<DerivationRule> read() {
    Optional<KeySelection> root = reader.value(ConfigurationKey.DERIVE_KEY, KeySelection::parse);
    Optional<Set<GuestField>> fields = reader.value(ConfigurationKey.DERIVE_FIELDS, this::fields);
    Optional<Integer> vmpl = reader.value(ConfigurationKey.DERIVE_VMPL, DerivationSettings::vmpl);
    Optional<TcbVersion> tcb = reader.value(ConfigurationKey.DERIVE_MIN_TCB, TcbVersion::parse);
    return root.isPresent() && fields.isPresent() && vmpl.isPresent() && tcb.isPresent()
        ? Optional.of(new DerivationRule(root.get(), fields.get(), vmpl.get(), tcb.get()))
        : Optional.empty();
  }

  private Optional<Set<GuestField>> fields(String text) {
    Set<GuestField> fields = EnumSet.noneOf(GuestField.class);
    if (text.isEmpty()) {
      return Optional.of(fields);
    }
    for (String item : text.split(",", -1)) {
      String word = item.strip();
      Optional<GuestField> field = GuestField.parse(word);
      if (field.filter(DerivationRule.ALWAYS::contains).isPresent()) {
        reader.problem(
            "`derive_fields` has `%s`, which is always mixed in: leave it out".formatted(word));
        return Optional.empty();
      }
      if (field.filter(DerivationRule.FURTHER::contains).isEmpty()) {
        reader.problem("`derive_fields` has `%s`: choose of %s".formatted(word, further()));
        return Optional.empty();
      }
      fields.add(field.get());
    }
    return Optional.of(fields);
  }

  private static String further() {
    return DerivationRule.FURTHER.stream()
        .sorted()
        .map(GuestField::spelling)
        .collect(Collectors.joining(", "));
  }

  private static Optional<Integer> vmpl(String text) {
    return text.matches("[0-" + KeyRequest.HIGHEST_VMPL + "]")
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }
}
