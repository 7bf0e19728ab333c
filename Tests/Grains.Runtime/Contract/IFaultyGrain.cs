namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>A grain that fails while it ends, and says when it was disposed.</summary>
[Alias("MetalOrleans.Tests.IFaultyGrain")]
public interface IFaultyGrain : IGrainWithStringKey
{
    [Alias("End")]
    Task EndAsync();

    [Alias("Activation")]
    Task<Guid> ActivationAsync();
}
