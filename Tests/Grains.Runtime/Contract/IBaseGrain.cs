namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Alias("MetalOrleans.Tests.IBaseGrain")]
public interface IBaseGrain : IGrainWithStringKey
{
    [Alias("Base")]
    Task<string> BaseAsync();
}
