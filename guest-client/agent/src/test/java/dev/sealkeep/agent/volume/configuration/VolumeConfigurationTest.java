package dev.sealkeep.agent.volume.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.configuration.ConfigurationOutcome;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.configuration.KeyMode;
import dev.sealkeep.agent.derivation.DerivationRule;
import dev.sealkeep.agent.derivation.KeySelection;
import dev.sealkeep.agent.device.sevguest.GuestField;
import dev.sealkeep.protocol.name.Name;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration says of a volume, by its mode. */
final class VolumeConfigurationTest {
  private static final Path HOME = Path.of("/etc/sealkeep");
  private static final String ESCROW =
      """
      endpoints = https://one.example
      ca = ca.pem
      log_root = example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
      tenant = acme
      tenant_pin = %s
      key = payments
      technologies = amd-sev-snp
      """
          .formatted("0f".repeat(32));

  private static VolumeConfiguration valid(String text) {
    VolumeOutcome outcome = VolumeConfigurationReader.parse(text, Map.of(), HOME);
    assertThat(outcome).isInstanceOf(VolumeOutcome.Valid.class);
    return ((VolumeOutcome.Valid) outcome).configuration();
  }

  private static List<String> problems(String text) {
    VolumeOutcome outcome = VolumeConfigurationReader.parse(text, Map.of(), HOME);
    assertThat(outcome).isInstanceOf(VolumeOutcome.Invalid.class);
    return ((VolumeOutcome.Invalid) outcome).problems();
  }

  @Test
  void defaultIsTheEscrowAlone() {
    VolumeConfiguration configuration = valid(ESCROW);
    assertThat(configuration.mode()).isEqualTo(KeyMode.ESCROW);
    assertThat(configuration.escrow()).isPresent();
    assertThat(configuration.volume()).isEmpty();
    assertThat(configuration.rule()).isEqualTo(DerivationRule.LEAST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"escrow-or-derived", "split"})
  void modesWithBothWantTheEscrowsSettingsAndAName(String mode) {
    VolumeConfiguration configuration = valid(ESCROW + "volume = root\nmode = " + mode);
    assertThat(configuration.escrow()).isPresent();
    assertThat(configuration.volume()).contains(new Name("root"));
    assertThat(problems(ESCROW + "mode = " + mode))
        .containsExactly("`volume` is missing: a derived key is made for a volume with a name");
    assertThat(problems("volume = root\nmode = " + mode)).hasSize(7);
  }

  /** A guest that can do something else does not wait through a boot storm. */
  @ParameterizedTest
  @CsvSource({
    "escrow, '', 60",
    "split, '', 60",
    "escrow-or-derived, '', 15",
    "escrow-or-derived, deadline = 40s, 40",
    "escrow-or-derived, deadline = 60s, 60"
  })
  void aModeThatFallsBackWaitsLess(String mode, String line, long seconds) {
    VolumeConfiguration configuration =
        valid(ESCROW + "volume = root\nmode = " + mode + "\n" + line);
    assertThat(configuration.escrow().orElseThrow().deadline())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void modeDerivedWantsNothingOfTheEscrowAndTakesNothing() {
    VolumeConfiguration configuration = valid("volume = root\nmode = derived");
    assertThat(configuration.escrow()).isEmpty();
    assertThat(problems("mode = derived"))
        .containsExactly("`volume` is missing: a derived key is made for a volume with a name");
    assertThat(problems("volume = root\nmode = derived\ndeadline = 5s"))
        .containsExactly("`deadline` means nothing under `mode = derived`: remove it");
    assertThat(problems(ESCROW + "volume = root\nmode = derived")).hasSize(7);
  }

  /** Commands that hand out a key of the escrow have none then. */
  @Test
  void modeDerivedGivesNoKeyAway() {
    ConfigurationOutcome outcome =
        ConfigurationReader.parse("volume = root\nmode = derived", Map.of(), HOME);
    assertThat(outcome).isInstanceOf(ConfigurationOutcome.Invalid.class);
    assertThat(((ConfigurationOutcome.Invalid) outcome).problems())
        .containsExactly(
            "`mode` is `derived`, which asks no escrow: only disks are opened with it");
  }

  @Test
  void everyKeyOfDerivationsIsRead() {
    assertThat(
            valid(
                    """
                    volume = root
                    mode = derived
                    derive_key = vlek
                    derive_fields = family_id , guest_svn
                    derive_vmpl = 2
                    derive_min_tcb = 0400000000001973
                    """)
                .rule())
        .satisfies(
            rule -> {
              assertThat(rule.root()).isEqualTo(KeySelection.VLEK);
              assertThat(rule.fields())
                  .isEqualTo(
                      Set.of(
                          GuestField.GUEST_POLICY,
                          GuestField.MEASUREMENT,
                          GuestField.TCB_VERSION,
                          GuestField.FAMILY_ID,
                          GuestField.GUEST_SVN));
              assertThat(rule.vmpl()).isEqualTo(2);
              assertThat(rule.leastTcb().hex()).isEqualTo("0400000000001973");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "derive_key = auto|`derive_key` is not valid",
        "derive_key = vmrk|`derive_key` is not valid",
        "derive_fields = measurement|`derive_fields` has `measurement`, which is always mixed in",
        "derive_fields = launch_mit_vector|choose of image_id, family_id, guest_svn",
        "derive_fields = none|choose of image_id, family_id, guest_svn",
        "derive_fields = image_id,|`derive_fields` has ``",
        "derive_vmpl = 4|`derive_vmpl` is not valid",
        "derive_min_tcb = 04|`derive_min_tcb` is not valid",
        "derive_min_tcb = 040000000000197G|`derive_min_tcb` is not valid",
        "derive_mode = x|unknown key `derive_mode`",
      })
  void wrongKeyOfDerivationsIsSaid(String line, String problem) {
    assertThat(problems("volume = root\nmode = derived\n" + line))
        .singleElement()
        .satisfies(said -> assertThat(said).contains(problem));
  }

  /** Who forgot the mode hears of it. */
  @Test
  void keysOfDerivationsMeanNothingInModeEscrow() {
    assertThat(problems(ESCROW + "derive_vmpl = 1"))
        .containsExactly("`derive_vmpl` means nothing under `mode = escrow`: remove it");
    assertThat(problems(ESCROW + "mode = none"))
        .singleElement()
        .satisfies(said -> assertThat(said).contains("`mode` is not valid", "escrow-or-derived"));
  }
}
