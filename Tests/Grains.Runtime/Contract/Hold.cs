namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>A call that is under way from its start to this object's disposal.</summary>
public sealed class Hold : IAsyncDisposable
{
    private readonly string _signal;
    private readonly Task _call;

    private Hold(string signal, Task call)
    {
        _signal = signal;
        _call = call;
    }

    public static async Task<Hold> StartAsync(Func<string, Task> method)
    {
        var signal = Signals.NewName();
        var hold = new Hold(signal, method(signal));
        await Signals.RaisedAsync($"{signal}.entered");
        return hold;
    }

    public async ValueTask DisposeAsync()
    {
        Signals.Raise($"{_signal}.leave");
        await _call;
    }
}
