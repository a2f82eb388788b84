package dev.sealkeep.agent.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyPlaceTest {
  @Test
  void readsTypeDescriptionAndKeyring() {
    assertThat(KeyPlace.parse("keyring:user:data"))
        .contains(new KeyPlace(KeyType.USER, "data", KernelKeys.USER_KEYRING));
    assertThat(KeyPlace.parse("keyring:logon:sealkeep:data@s"))
        .contains(new KeyPlace(KeyType.LOGON, "sealkeep:data", KernelKeys.SESSION_KEYRING));
    assertThat(KeyPlace.parse("keyring:big_key:a@b@us"))
        .contains(new KeyPlace(KeyType.BIG_KEY, "a@b", KernelKeys.USER_SESSION_KEYRING));
    assertThat(KeyPlace.parse("keyring:user:data@123456"))
        .contains(new KeyPlace(KeyType.USER, "data", 123456));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user:data",
        "keyring:",
        "keyring:user",
        "keyring:user:",
        "keyring:encrypted:data",
        "keyring:keyring:data",
        "keyring:logon:data",
        "keyring:logon::data",
        "keyring:user:.data",
        "keyring:user:two words",
        "keyring:user:data@x",
        "keyring:user:data@",
        "keyring:user:data@-3"
      })
  void rejects(String text) {
    assertThat(KeyPlace.parse(text)).isEmpty();
  }
}
