package dev.sealkeep.agent;

import dev.sealkeep.agent.evidence.CredentialIssuer;
import dev.sealkeep.agent.evidence.CredentialUnavailableException;
import dev.sealkeep.agent.evidence.TestifyingSource;
import dev.sealkeep.agent.evidence.Testimony;
import dev.sealkeep.protocol.evidence.EvidenceItem;
import dev.sealkeep.protocol.message.ActivationAnswer;
import dev.sealkeep.protocol.message.ActivationRequest;
import dev.sealkeep.protocol.message.EventLog;
import dev.sealkeep.protocol.name.Technology;
import java.util.List;

/** A device that wants a credential, and shows the token of it beside its evidence. */
final class FakeKeyedDevice implements TestifyingSource {
  static final ActivationRequest REQUEST =
      new ActivationRequest(new byte[] {1}, new byte[] {2}, new byte[] {3});

  private final Technology technology;

  FakeKeyedDevice(Technology technology) {
    this.technology = technology;
  }

  @Override
  public Technology technology() {
    return technology;
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public Testimony testify(byte[] reportData, CredentialIssuer issuer)
      throws CredentialUnavailableException, InterruptedException {
    byte[] token = issuer.credential(REQUEST).map(ActivationAnswer::token).orElse(new byte[0]);
    return new Testimony(
        new EvidenceItem(technology(), reportData.clone(), token),
        List.of(new EventLog("boot", new byte[] {4})));
  }
}
