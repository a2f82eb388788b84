package dev.sealkeep.service.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static Settings parse(String... arguments) {
    return Settings.parse(arguments);
  }

  @Test
  void tenMinutesAreTheDefaultAndAnHourIsLong() {
    assertThat(parse().lasting()).isEqualTo(Duration.ofMinutes(10));
    assertThat(parse("--long").lasting()).isEqualTo(Duration.ofHours(1));
    assertThat(parse("--minutes", "3").lasting()).isEqualTo(Duration.ofMinutes(3));
    assertThat(parse("--short").brief()).isTrue();
  }

  @Test
  void whatIsReadIsWrittenAsItWas() {
    for (Settings settings :
        new Settings[] {
          parse("--short", "--seed", "7"), parse("--minutes", "5", "--bug", "lost-key")
        }) {
      assertThat(Settings.parse(settings.arguments().toArray(String[]::new))).isEqualTo(settings);
    }
  }

  @Test
  void whatCannotBeUsedIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--bug", "none"))
        .withMessageContaining("unchecked-pins")
        .withMessageContaining("'none'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--minutes", "0"))
        .withMessageContaining("from 1 to");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--hour"))
        .withMessageContaining("no option --hour");
  }
}
