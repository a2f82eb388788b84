package dev.sealkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.agent.CommandLine.Format;
import dev.sealkeep.protocol.name.Name;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {
  private static CommandLine parse(String arguments) {
    return CommandLine.parse(
        Arrays.stream(arguments.split(" ", -1)).filter(a -> !a.isEmpty()).toList());
  }

  @Test
  void getReadsItsOptionsInBothForms() {
    assertThat(parse("get --config a --output b --evidence c"))
        .isEqualTo(
            new CommandLine.Get(
                "a", "b", OptionalInt.empty(), Optional.empty(), Optional.of("c"), Map.of()));
    assertThat(parse("get --config=a=b --output=-"))
        .isEqualTo(
            new CommandLine.Get(
                "a=b", "-", OptionalInt.empty(), Optional.empty(), Optional.empty(), Map.of()));
    assertThat(parse("get --config a"))
        .isEqualTo(
            new CommandLine.Get(
                "a", "-", OptionalInt.empty(), Optional.empty(), Optional.empty(), Map.of()));
  }

  @Test
  void getTakesALabelOfAWrappingKey() {
    assertThat(parse("get --config a --jwk clevis"))
        .isEqualTo(
            new CommandLine.Get(
                "a",
                "-",
                OptionalInt.empty(),
                Optional.of(new Name("clevis")),
                Optional.empty(),
                Map.of()));
    assertThat(parse("get --config a --jwk A")).isInstanceOf(CommandLine.Unusable.class);
  }

  @Test
  void requestKeyServesRootByConfigurationsOfOneFolder() {
    assertThat(parse("request-key 4711"))
        .isEqualTo(new CommandLine.RequestKey(4711, "/etc/sealkeep", Set.of(0L), Map.of()));
    assertThat(parse("request-key 4711 --directory d --allow 0,33,4294967294"))
        .isEqualTo(new CommandLine.RequestKey(4711, "d", Set.of(0L, 33L, 4294967294L), Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "4711x",
        "2147483648",
        "1 2",
        "1 --allow root",
        "1 --allow=",
        "1 --config a"
      })
  void requestKeyRefuses(String arguments) {
    assertThat(parse("request-key " + arguments)).isInstanceOf(CommandLine.Unusable.class);
  }

  @Test
  void pathsOfDevicesStartWhereTheProgramWasStarted() {
    String here = System.getProperty("user.dir");
    assertThat(parse("get --config a --device sev-guest --tsm-path tsm --sev-guest-path=/dev/x"))
        .isEqualTo(
            new CommandLine.Get(
                "a",
                "-",
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(
                    "device", "sev-guest", "tsm_path", here + "/tsm", "sev_guest_path", "/dev/x")));
  }

  @Test
  void pathsOfTpmsAndLogsStartThereToo() {
    String here = System.getProperty("user.dir");
    assertThat(
            parse(
                "get --config a --tpm-path t --tpm-ak rsa --tpm-pcrs sha256:0"
                    + " --tpm-ek-certificates=c --event-logs=l,/m"))
        .isEqualTo(
            new CommandLine.Get(
                "a",
                "-",
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(
                    "tpm_path",
                    here + "/t",
                    "tpm_ak",
                    "rsa",
                    "tpm_pcrs",
                    "sha256:0",
                    "tpm_ek_certificates",
                    here + "/c",
                    "event_logs",
                    here + "/l,/m")));
    assertThat(parse("get --config a --event-logs none"))
        .isEqualTo(
            new CommandLine.Get(
                "a",
                "-",
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("event_logs", "none")));
  }

  @Test
  void deriveTakesItsRequestFromOptions() {
    assertThat(
            parse(
                "derive --technology amd-sev-snp --volume root --fields measurement"
                    + " --root-key vcek --key-select auto --vmpl 1 --guest-svn 2"
                    + " --tcb-version 0300000000000873 --label a --length 64 --output k"))
        .isEqualTo(
            new CommandLine.Derive(
                Optional.empty(),
                Map.of(
                    "technology",
                    "amd-sev-snp",
                    "volume",
                    "root",
                    "fields",
                    "measurement",
                    "root_key",
                    "vcek",
                    "key_select",
                    "auto",
                    "vmpl",
                    "1",
                    "guest_svn",
                    "2",
                    "tcb_version",
                    "0300000000000873",
                    "label",
                    "a",
                    "length",
                    "64"),
                "k",
                Map.of()));
    assertThat(parse("derive --input f"))
        .isEqualTo(new CommandLine.Derive(Optional.of("f"), Map.of(), "-", Map.of()));
  }

  @Test
  void explainIsAFlagAndHasAFormat() {
    assertThat(parse("derive --explain --input f"))
        .isEqualTo(new CommandLine.Explain(Optional.of("f"), Map.of(), Format.TEXT));
    assertThat(parse("derive --input f --output-format json --explain"))
        .isEqualTo(new CommandLine.Explain(Optional.of("f"), Map.of(), Format.JSON));
  }

  @Test
  void evidenceReadsItsOptions() {
    assertThat(parse("evidence --directory d --report-data 00 --technology t --output json"))
        .isEqualTo(
            new CommandLine.Evidence(
                "d", Optional.of("00"), Optional.of("t"), Format.JSON, Map.of()));
    assertThat(parse("evidence --directory d"))
        .isEqualTo(
            new CommandLine.Evidence(
                "d", Optional.empty(), Optional.empty(), Format.TEXT, Map.of()));
  }

  @Test
  void commandsOfVolumesReadTheirOperandsWhereverTheyStand() {
    assertThat(parse("unlock /dev/x root --config c"))
        .isEqualTo(new CommandLine.Unlock("/dev/x", "root", "c", Format.TEXT, Map.of()));
    assertThat(parse("unlock --config c --output json /dev/x --device sev-guest root"))
        .isEqualTo(
            new CommandLine.Unlock(
                "/dev/x", "root", "c", Format.JSON, Map.of("device", "sev-guest")));
    assertThat(parse("renew /dev/x --config c --passphrase p --backup b --output json"))
        .isEqualTo(
            new CommandLine.Renew(
                "/dev/x",
                "c",
                Optional.of("p"),
                Optional.of("b"),
                CommandLine.Format.JSON,
                Map.of()));
    assertThat(parse("enroll /dev/x --config c --backup b --format --erase"))
        .isEqualTo(
            new CommandLine.Enroll(
                "/dev/x", "c", "b", true, true, Optional.empty(), Format.TEXT, Map.of()));
    assertThat(parse("enroll /dev/x --config c --backup b --passphrase p"))
        .isEqualTo(
            new CommandLine.Enroll(
                "/dev/x", "c", "b", false, false, Optional.of("p"), Format.TEXT, Map.of()));
    assertThat(parse("rotate /dev/x --config c --passphrase p"))
        .isEqualTo(
            new CommandLine.Rotate(
                "/dev/x",
                "c",
                Optional.of("p"),
                Optional.empty(),
                false,
                List.of(),
                Format.TEXT,
                Map.of()));
    assertThat(parse("rotate /dev/x --config c --reencrypt --keep a,b"))
        .isEqualTo(
            new CommandLine.Rotate(
                "/dev/x",
                "c",
                Optional.empty(),
                Optional.empty(),
                true,
                List.of("a", "b"),
                Format.TEXT,
                Map.of()));
    assertThat(parse("status /dev/x --output=json"))
        .isEqualTo(new CommandLine.Status("/dev/x", Format.JSON));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|no command",
        "gte --config a|unknown command `gte`: did you mean `get`?",
        "unlock-everything|unknown command `unlock-everything`",
        "get|`--config FILE` is missing",
        "get --config|`--config` wants a value",
        "get --confg a|unknown option `--confg`: did you mean `--config`?",
        "get --config a --config b|`--config` stands twice",
        "get --config a b|unknown option `b`",
        "get --config a --volume b|unknown option `--volume`",
        "derive --explain=yes|`--explain` takes no value",
        "derive --explain --explain|`--explain` stands twice",
        "derive --explain --output k|`--explain` writes no key: leave `--output` out",
        "derive --output-format json|`--output-format` goes with `--explain` alone",
        "derive --explain --output-format xml|`--output-format` is `text` or `json`",
        "derive --feilds x|unknown option `--feilds`: did you mean `--fields`?",
        "evidence|`--directory DIR` is missing",
        "evidence --directory d --output xml|`--output` is `text` or `json`",
        "rotate /dev/x --config c --keep a|`--keep` goes with `--reencrypt` alone",
        "unlock|`DEVICE` is missing",
        "unlock /dev/x --config c|`NAME` is missing",
        "unlock /dev/x root|`--config FILE` is missing",
        "unlock /dev/x root more --config c|unknown option `more`",
        "unlock /dev/x root --config c --output xml|`--output` is `text` or `json`",
        "enroll /dev/x --config c --format|`--backup FILE` is missing: a lost header is a lost"
            + " disk",
        "enroll /dev/x --config c --backup b|either `--passphrase FILE` of the volume that is"
            + " there, or `--format` for a new one",
        "renew /dev/x|`--config FILE` is missing",
        "renew --config c|`DEVICE` is missing",
        "enroll /dev/x --config c --backup b --passphrase p --erase|`--erase` goes with `--format`"
            + " alone",
        "get --config c --key-version 0|`--key-version` is a number from 1",
        "listen --config c --key-version v3|`--key-version` is a number from 1",
        "status|`DEVICE` is missing",
        "status --divice d|unknown option `--divice`",
      })
  void saysWhatIsWrong(String arguments, String problem) {
    assertThat(parse(arguments))
        .isInstanceOfSatisfying(
            CommandLine.Unusable.class,
            unusable -> assertThat(unusable.problem()).isEqualTo(problem));
  }

  @Test
  void helpWinsOverEverything() {
    assertThat(parse("get --confg --help")).isEqualTo(new CommandLine.Help(Optional.of(Verb.GET)));
    assertThat(parse("-h")).isEqualTo(new CommandLine.Help(Optional.empty()));
    assertThat(parse("gte --help")).isEqualTo(new CommandLine.Help(Optional.empty()));
  }

  @ParameterizedTest
  @EnumSource
  void helpNamesEveryOptionInShortLines(Verb verb) {
    assertThat(verb.help())
        .contains(verb.options().stream().map(Option::name).toArray(String[]::new))
        .contains("exit status");
    assertThat(verb.help().lines().skip(1))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(90));
    assertThat(Verb.overview()).contains(verb.spelling());
  }

  @Test
  void exitStatusesAreDistinct() {
    assertThat(List.of(ExitStatus.values()))
        .extracting(ExitStatus::code)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
  }
}
