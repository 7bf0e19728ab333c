using MetalOrleans.Grains.Runtime.Turns;

namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>The first or the last turn of an activation.</summary>
internal sealed class LifecycleTurn : Turn
{
    private readonly Activation _activation;
    private readonly string _name;
    private readonly Func<Activation, Task> _body;

    internal LifecycleTurn(Activation activation, string name, Func<Activation, Task> body, Turn? caller)
    {
        _activation = activation;
        _name = name;
        _body = body;
        Prepare(caller);
    }

    internal override void Run() => _ = RunAsync();

    internal override string Describe() => $"{_activation.GrainId}.{_name}";

    // The body handles its own errors: it must end whatever the grain does.
    private async Task RunAsync()
    {
        await _body(_activation);
        _activation.Finish(this);
    }
}
