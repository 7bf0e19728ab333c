namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>Writes its name around every text that a grain answers.</summary>
public sealed class WrappingFilter(string name) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.Result is string text)
        {
            context.Result = $"{name}({text})";
        }
    }
}
