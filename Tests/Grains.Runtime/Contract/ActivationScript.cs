namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>What shall go wrong when a scripted grain is activated.</summary>
public sealed class ActivationScript
{
    public ActivationFault Fault { get; set; }

    public void Run(ActivationFault step)
    {
        if (step == Fault)
        {
            throw new NotSupportedException("No activation today.");
        }
    }
}
