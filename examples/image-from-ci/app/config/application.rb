require "rails"
require "action_controller/railtie"
require "propshaft"

module Catalog
  class Application < Rails::Application
    config.load_defaults 8.0
    config.eager_load = true
    config.hosts.clear
    config.logger = ActiveSupport::TaggedLogging.logger($stdout)

    routes.append do
      get "/healthz", to: ->(_env) { [200, { "content-type" => "text/plain" }, ["ok\n"]] }
      root to: ->(_env) { [200, { "content-type" => "text/plain" }, ["catalog\n"]] }
    end
  end
end
