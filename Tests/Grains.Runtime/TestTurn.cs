using MetalOrleans.Grains.Runtime.Turns;

namespace MetalOrleans.Tests.Grains.Runtime;

/// <summary>A turn without a body.</summary>
internal sealed class TestTurn : Turn
{
    internal TestTurn(TurnTraits traits) => Traits = traits;

    internal int Starts { get; set; }

    internal override void Run()
    {
    }

    internal override string Describe() => "test turn";
}
