namespace Orleans.Serialization.Invocation;

/// <summary>What a call came to: a result or an exception.</summary>
public abstract class Response
{
    public static Response Completed { get; } = FromResult<object?>(null);

    public abstract object? Result { get; set; }

    public abstract Exception? Exception { get; set; }

    public static Response FromResult<TResult>(TResult result) => new CallResponse { Result = result };

    public static Response FromException(Exception exception) => new CallResponse { Exception = exception };

    public abstract T GetResult<T>();
}
