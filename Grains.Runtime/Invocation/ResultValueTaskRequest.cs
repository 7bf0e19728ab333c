using System.ComponentModel;

namespace MetalOrleans.Grains.Runtime.Invocation;

/// <summary>A call of a method that returns <see cref="ValueTask{TResult}"/>. For generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ResultValueTaskRequest<TResult> : ResultRequest<TResult>
{
    public ValueTask<TResult> SendAsync(GrainReference target)
    {
        if (!Send(target))
        {
            return new ValueTask<TResult>(AwaitAsync());
        }

        if (Outcome is Task<TResult> task)
        {
            return new ValueTask<TResult>(task);
        }

        return Outcome!.IsCompletedSuccessfully ? new ValueTask<TResult>(Result(Outcome)) : WithoutResultAsync(Outcome);
    }

    protected abstract ValueTask<TResult> InvokeAsync(object grain);

    private protected sealed override Task CallAsync(object grain)
    {
        var outcome = InvokeAsync(grain);
        return outcome.IsCompletedSuccessfully ? KeepAsync(outcome.GetAwaiter().GetResult()) : outcome.AsTask();
    }

    private async ValueTask<TResult> WithoutResultAsync(Task outcome)
    {
        await outcome;
        return Result(outcome);
    }
}
