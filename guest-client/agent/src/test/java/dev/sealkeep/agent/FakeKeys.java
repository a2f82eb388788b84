package dev.sealkeep.agent;

import dev.sealkeep.agent.keyring.KernelKeys;
import dev.sealkeep.agent.keyring.KeyType;
import dev.sealkeep.agent.keyring.KeyringException;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A kernel in which one key is under construction; writes down what it is told. */
final class FakeKeys implements KernelKeys {
  static final int KEY = 4711;

  final List<String> calls = new ArrayList<>();
  String described = "user;0;0;3f010000;sealkeep:data";
  String callout = "guest";
  boolean takesPayloads = true;
  private boolean authority;

  @Override
  public int add(KeyType type, String description, SecretBytes payload, int keyring)
      throws KeyringException {
    require(takesPayloads, "add_key", 22);
    calls.add("add %s %s %s %d".formatted(type, description, text(payload), keyring));
    return 1;
  }

  @Override
  public void assumeAuthority(int key) throws KeyringException {
    require(key == KEY, "KEYCTL_ASSUME_AUTHORITY", 126);
    authority = true;
  }

  @Override
  public String describe(int key) throws KeyringException {
    require(authority, "KEYCTL_DESCRIBE", 13);
    return described;
  }

  @Override
  public String calloutInfo() throws KeyringException {
    require(authority, "KEYCTL_READ", 126);
    return callout;
  }

  @Override
  public void instantiate(int key, SecretBytes payload) throws KeyringException {
    require(authority && takesPayloads, "KEYCTL_INSTANTIATE", 22);
    calls.add("instantiate %d %s".formatted(key, text(payload)));
  }

  @Override
  public void reject(int key, Duration lifetime, int errno) throws KeyringException {
    require(authority, "KEYCTL_REJECT", 1);
    calls.add("reject %d %d %d".formatted(key, lifetime.toSeconds(), errno));
  }

  private static void require(boolean condition, String call, int errno) throws KeyringException {
    if (!condition) {
      throw new KeyringException(call, errno);
    }
  }

  private static String text(SecretBytes payload) {
    return new String(payload.bytes(SecretAccess.get()), StandardCharsets.UTF_8);
  }
}
