namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public enum ActivationFault
{
    None,
    InConstructor,
    InActivation,
    InActivationLater,
}
