namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Alias("MetalOrleans.Tests.IGuidKeyGrain")]
public interface IGuidKeyGrain : IGrainWithGuidKey
{
    [Alias("Key")]
    Task<string> KeyAsync();
}
