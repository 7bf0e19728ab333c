namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Alias("MetalOrleans.Tests.IIntegerKeyGrain")]
public interface IIntegerKeyGrain : IGrainWithIntegerKey
{
    [Alias("Key")]
    Task<string> KeyAsync();
}
