namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class StringKeyGrain : Grain, IStringKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult(this.GetPrimaryKeyString());
}
