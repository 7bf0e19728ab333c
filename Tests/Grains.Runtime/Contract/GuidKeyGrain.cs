namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class GuidKeyGrain : Grain, IGuidKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult(this.GetPrimaryKey().ToString());
}
