require "rails"
require "action_controller/railtie"

module Storefront
  class Application < Rails::Application
    config.load_defaults 8.0
    config.eager_load = true
    config.hosts.clear
    config.logger = ActiveSupport::TaggedLogging.logger($stdout)
    config.secret_key_base = ENV.fetch("SECRET_KEY_BASE")

    routes.append do
      get "/healthz", to: ->(_env) { [200, { "content-type" => "text/plain" }, ["ok\n"]] }
      root to: ->(_env) { [200, { "content-type" => "text/plain" }, ["storefront\n"]] }
    end
  end
end

Rails.application.initialize!
