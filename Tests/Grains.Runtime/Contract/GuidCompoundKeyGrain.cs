namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class GuidCompoundKeyGrain : Grain, IGuidCompoundKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult($"{this.GetPrimaryKey(out var extension)}+{extension}");
}
