namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Alias("MetalOrleans.Tests.IGuidCompoundKeyGrain")]
public interface IGuidCompoundKeyGrain : IGrainWithGuidCompoundKey
{
    [Alias("Key")]
    Task<string> KeyAsync();
}
