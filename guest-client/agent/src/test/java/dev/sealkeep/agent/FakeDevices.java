package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.Register;
import dev.sealkeep.agent.device.FakeKernel;
import dev.sealkeep.agent.device.Patience;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.fault.DeviceFault;
import dev.sealkeep.agent.device.gramine.Enclave;
import dev.sealkeep.agent.device.gramine.GramineModel;
import dev.sealkeep.agent.device.gramine.SealingKey;
import dev.sealkeep.agent.device.report.DerivationLimits;
import dev.sealkeep.agent.device.sevguest.KeyRequest;
import dev.sealkeep.agent.device.sevguest.SevGuest;
import dev.sealkeep.agent.keyring.KernelKeys;
import dev.sealkeep.agent.preflight.UsedRegister;
import dev.sealkeep.agent.volume.Mapper;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sources of a test's choosing, and keys from a model of the driver. */
final class FakeDevices implements Devices {
  final FakeKernel kernel = new FakeKernel();
  final GramineModel gramine = new GramineModel(DeviceSettings.DEFAULT.gramine());
  final FakeKeys keys = new FakeKeys();
  final FakeBoot boot = new FakeBoot();
  Mapper mapper = Mapper.DEVICE_MAPPER;
  final List<EvidenceSource> sources = new ArrayList<>();
  final List<UsedRegister> registers = new ArrayList<>();
  final List<Register> extended = new ArrayList<>();
  boolean registersBroken;
  @Nullable DeviceSettings settings;
  @Nullable Patience patience;

  @Override
  public List<EvidenceSource> sources(DeviceSettings wanted, Patience given) {
    settings = wanted;
    patience = given;
    return sources;
  }

  @Override
  public KernelKeys keys() {
    return keys;
  }

  @Override
  public SecretBytes snpKey(DeviceSettings wanted, KeyRequest request) throws DeviceException {
    settings = wanted;
    return new SevGuest(kernel, wanted.sevGuest()).derivedKey(request);
  }

  @Override
  public DerivationLimits limits(DeviceSettings wanted) throws DeviceException {
    settings = wanted;
    return new SevGuest(kernel, wanted.sevGuest()).report(new byte[64]).limits();
  }

  @Override
  public Mapper mapper() {
    return mapper;
  }

  @Override
  public FakeBoot boot() {
    return boot;
  }

  @Override
  public SecretBytes sgxKey(DeviceSettings wanted, SealingKey key) throws DeviceException {
    return new Enclave(gramine, wanted.gramine()).key(key);
  }

  @Override
  public List<UsedRegister> registers(DeviceSettings wanted, Register register) {
    return registers;
  }

  @Override
  public void extend(DeviceSettings wanted, Register register) throws DeviceException {
    if (registersBroken) {
      throw new DeviceException(DeviceFault.REGISTER_UNWRITABLE, register.spelling());
    }
    extended.add(register);
  }
}
