namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class ScriptedGrain : Grain, IScriptedGrain
{
    private readonly ActivationScript _script;
    private readonly List<string> _steps = [];

    public ScriptedGrain(ActivationScript script)
    {
        _script = script;
        script.Run(ActivationFault.InConstructor);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _script.Run(ActivationFault.InActivation);
        await Task.Yield();
        _script.Run(ActivationFault.InActivationLater);
        _steps.Add("activated");
    }

    public Task<string[]> StepsAsync()
    {
        _steps.Add("called");
        return Task.FromResult(_steps.ToArray());
    }
}
