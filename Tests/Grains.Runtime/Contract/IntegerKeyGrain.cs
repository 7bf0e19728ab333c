namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class IntegerKeyGrain : Grain, IIntegerKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult($"{this.GetPrimaryKeyLong()}");
}
