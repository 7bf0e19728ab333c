namespace Orleans;

/// <summary>An incoming call filter without a class of its own.</summary>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);
