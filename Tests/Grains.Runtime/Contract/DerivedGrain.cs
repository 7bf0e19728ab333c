namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>Also filters its own calls.</summary>
public sealed class DerivedGrain : Grain, IDerivedGrain, IIncomingGrainCallFilter
{
    public Task<string> BaseAsync() => Task.FromResult("base");

    public Task<string> DerivedAsync(string text) => Task.FromResult(text);

    public Task<IBaseGrain> MyselfAsync() => Task.FromResult(this.AsReference<IBaseGrain>());

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.Result is string text)
        {
            context.Result = $"grain({text})";
        }
    }
}
