package dev.sealkeep.agent.keyring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sealkeep.protocol.secret.SecretBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel that runs this; keys are in the process's keyring and gone with it. */
final class SystemKeysTest {
  private static final SecretBytes PAYLOAD = SecretBytes.owning(new byte[] {1, 0, 2, 10, 3, 0});

  private final KernelKeys keys = new SystemKeys();

  @BeforeEach
  void needKeyrings() {
    try {
      var _ = add(KeyType.USER, "sealkeep-test:probe", PAYLOAD);
    } catch (KeyringException refused) {
      abort("needs keyrings of the kernel: " + refused.getMessage());
    }
  }

  private int add(KeyType type, String description, SecretBytes payload) throws KeyringException {
    return keys.add(type, description, payload, KernelKeys.PROCESS_KEYRING);
  }

  @Test
  void addedKeyIsDescribedAsItWasAsked() throws Exception {
    int key = add(KeyType.USER, "sealkeep-test:one", PAYLOAD);
    assertThat(keys.describe(key)).matches("user;[0-9]+;[0-9]+;3f010000;sealkeep-test:one");
    assertThat(keys.describe(add(KeyType.LOGON, "sealkeep-test:two", PAYLOAD)))
        .startsWith("logon;")
        .endsWith(";sealkeep-test:two");
  }

  @Test
  void sameDescriptionKeepsItsNumber() throws Exception {
    int key = add(KeyType.USER, "sealkeep-test:again", PAYLOAD);
    assertThat(add(KeyType.USER, "sealkeep-test:again", SecretBytes.copyOf("x".getBytes(US_ASCII))))
        .isEqualTo(key);
  }

  @Test
  void whatTheKernelRefusesHasItsErrno() {
    assertThatThrownBy(() -> add(KeyType.LOGON, "noprefix", PAYLOAD))
        .isInstanceOfSatisfying(
            KeyringException.class, refused -> assertThat(refused.errno()).isEqualTo(22));
    assertThatThrownBy(
            () -> add(KeyType.USER, "sealkeep-test:none", SecretBytes.owning(new byte[0])))
        .isInstanceOf(KeyringException.class);
  }

  @Test
  void nobodyTakesOnAuthorityThatTheKernelDidNotGive() throws Exception {
    int key = add(KeyType.USER, "sealkeep-test:done", PAYLOAD);
    assertThatThrownBy(() -> keys.assumeAuthority(key)).hasMessageContaining("ENOKEY");
    assertThatThrownBy(keys::calloutInfo).isInstanceOf(KeyringException.class);
    assertThatThrownBy(() -> keys.instantiate(key, PAYLOAD)).hasMessageContaining("EPERM");
  }
}
