package dev.sealkeep.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {
  @Test
  void textNamesTargetEffectAndOccurrences() {
    assertThat(Fault.parse("report:fw=0x16"))
        .isEqualTo(
            new Fault(FaultTarget.REPORT, new FaultEffect.Firmware(0x16), 1, Integer.MAX_VALUE));
    assertThat(Fault.parse("outblob:errno=EBUSY@3*2"))
        .isEqualTo(new Fault(FaultTarget.OUTBLOB, new FaultEffect.Fails(Errno.EBUSY), 3, 2));
    assertThat(Fault.parse("key:zero*1").effect()).isEqualTo(new FaultEffect.Zero());
    assertThat(Fault.parse("generation:says=17").effect()).isEqualTo(new FaultEffect.Says("17"));
    assertThat(Fault.parse("key:fw=0xffffffff").effect()).isEqualTo(new FaultEffect.Firmware(-1));
  }

  @Test
  void wouldBlockIsTheSameErrorAsAgain() {
    assertThat(Fault.parse("outblob:errno=EWOULDBLOCK").effect())
        .isEqualTo(new FaultEffect.Fails(Errno.EAGAIN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          reprot:zero          | no operation is named 'reprot'; known: report, ext-report, key
          key:wrong-data       | key cannot fail by 'wrong-data'; it can by errno=NAME, fw=N
          report:errno=EWHAT   | no error is named 'EWHAT'; known: EPERM, ENOENT
          report:errno         | it is written errno=NAME
          key:zero=1           | it is written zero
          key:fw=0             | a code is 1 to 0xffffffff
          key:fw=0x100000000   | a code is 1 to 0xffffffff
          key:fw=lots          | 'lots' is no number
          outblob:short=32769  | a length is 0 to 32768
          key:zero*0           | occurrences are counted from 1
          key                  | a fault is TARGET:EFFECT[=VALUE][@FIRST][*TIMES]
          """)
  void unusableTextIsRefusedWithWhatIsKnown(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.parse(text))
        .withMessageContaining("unusable fault '" + text + "'")
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @EnumSource(FaultTarget.class)
  void everyEffectOfEveryTargetCanBeWritten(FaultTarget target) {
    for (FaultKind kind : target.kinds()) {
      String form = kind.form().replace("=NAME", "=EIO").replace("=N", "=1").replace("=TEXT", "=x");
      assertThat(Fault.parse(target.text() + ":" + form).target()).isEqualTo(target);
    }
    assertThat(Fault.language()).contains("  " + target.text());
  }

  @Test
  void faultStrikesItsOccurrencesAlone() throws Exception {
    FaultPlan plan = FaultPlan.of("outblob:errno=EBUSY@2*2", "auxblob:zero");
    List<Boolean> struck = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      struck.add(plan.next(FaultTarget.OUTBLOB).isPresent());
    }
    assertThat(struck).containsExactly(false, true, true, false, false);
    assertThat(plan.next(FaultTarget.REPORT)).isEmpty();
  }

  @Test
  void firstOfSeveralFaultsStrikes() throws Exception {
    FaultPlan plan = FaultPlan.of("report:zero*1", "report:garbled");

    assertThat(plan.next(FaultTarget.REPORT)).isEqualTo(Optional.of(new FaultEffect.Zero()));
    assertThat(plan.next(FaultTarget.REPORT)).isEqualTo(Optional.of(new FaultEffect.Garbled()));
  }
}
