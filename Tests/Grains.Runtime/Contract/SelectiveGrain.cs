using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[MayInterleave(nameof(HasPass))]
public sealed class SelectiveGrain : Grain, ISelectiveGrain
{
    public static bool HasPass(IInvokable request) => request.GetArgument(0) is "pass";

    public async Task HoldAsync(string signal)
    {
        Signals.Raise($"{signal}.entered");
        await Signals.RaisedAsync($"{signal}.leave");
    }

    public Task PingAsync(string pass) => Task.CompletedTask;
}
