namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Alias("MetalOrleans.Tests.IDerivedGrain")]
public interface IDerivedGrain : IBaseGrain
{
    [Alias("Derived")]
    Task<string> DerivedAsync(string text);

    /// <summary>Calls itself through a reference to the interface it inherits.</summary>
    [Alias("Myself")]
    Task<IBaseGrain> MyselfAsync();
}
