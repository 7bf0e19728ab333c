namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class IntegerCompoundKeyGrain : Grain, IIntegerCompoundKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult($"{this.GetPrimaryKeyLong(out var extension)}+{extension}");
}
