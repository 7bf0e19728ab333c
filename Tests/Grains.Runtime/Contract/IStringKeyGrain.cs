namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Alias("MetalOrleans.Tests.IStringKeyGrain")]
public interface IStringKeyGrain : IGrainWithStringKey
{
    [Alias("Key")]
    Task<string> KeyAsync();
}
