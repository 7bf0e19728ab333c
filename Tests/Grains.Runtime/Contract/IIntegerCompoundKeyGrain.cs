namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Alias("MetalOrleans.Tests.IIntegerCompoundKeyGrain")]
public interface IIntegerCompoundKeyGrain : IGrainWithIntegerCompoundKey
{
    [Alias("Key")]
    Task<string> KeyAsync();
}
